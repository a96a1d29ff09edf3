import { Aws } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { DefinitionBody, StateMachine, StateMachineType } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { type MachineFile, pascalCase, placeholderOf } from "../folders.ts";

/** The name that ARNs are made of: the stage's prefix and the file's name. */
export const machineNameOf = (stage: string, file: string): string => `mastery-${stage}-${file}`;

/** A state machine from its file as it lies there; it may call the functions that it names, and nothing else. */
export function machineFromFile(
  scope: Construct,
  stage: string,
  file: MachineFile,
  functionOf: (name: string) => IFunction,
): StateMachine {
  const called = file.functions.map((name) => [placeholderOf(name), functionOf(name).functionArn] as const);
  const machine = new StateMachine(scope, `${pascalCase(file.name)}Machine`, {
    stateMachineName: machineNameOf(stage, file.name),
    stateMachineType: StateMachineType.STANDARD,
    definitionBody: DefinitionBody.fromFile(file.path),
    // `${AWS::Partition}` is no pseudo-parameter inside a definition.
    definitionSubstitutions: { Partition: Aws.PARTITION, ...Object.fromEntries(called) },
  });
  // A machine from a file gets no permissions by itself.
  machine.addToRolePolicy(
    new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: called.map(([, arn]) => arn) }),
  );
  return machine;
}
