/** What each grant of the function table is in IAM. By hand, because the constructs' own grants give more. */
import { ArnFormat, Stack } from "aws-cdk-lib";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Key } from "aws-cdk-lib/aws-kms";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Grant } from "../function-table.ts";

export interface Grantable {
  readonly table: Table;
  readonly key: Key;
  readonly intake: IQueue;
  readonly assessments: IQueue;
  /** State machines' ARNs by their names: the machines call the functions, so they cannot be referred to. */
  readonly machineNames: readonly string[];
  /** The address that mail is sent from. */
  readonly mailFrom: string;
}

export function grant(fn: IFunction, grants: readonly Grant[], to: Grantable): void {
  for (const one of grants) for (const statement of STATEMENTS[one](to)) fn.addToRolePolicy(statement);
}

const allow = (actions: readonly string[], resources: readonly string[], conditions?: Record<string, unknown>) =>
  new PolicyStatement({ actions: [...actions], resources: [...resources], ...(conditions ? { conditions } : {}) });

const STATEMENTS: Readonly<Record<Grant, (to: Grantable) => readonly PolicyStatement[]>> = {
  "read-table": ({ table, key }) => [
    allow(["dynamodb:GetItem", "dynamodb:Query"], [table.tableArn, `${table.tableArn}/index/*`]),
    forTheTable(["kms:Decrypt", "kms:DescribeKey"], table, key),
  ],
  "write-table": ({ table, key }) => [
    allow(["dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem"], [table.tableArn]),
    forTheTable(["kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"], table, key),
  ],
  "send-intake": ({ intake }) => [allow(["sqs:SendMessage"], [intake.queueArn])],
  "send-assessments": ({ assessments }) => [allow(["sqs:SendMessage"], [assessments.queueArn])],
  "start-executions": ({ table, machineNames }) => [
    allow(
      ["states:StartExecution"],
      machineNames.map((name) => machineArn(Stack.of(table), name)),
    ),
  ],
  "describe-executions": ({ table, machineNames }) => [
    allow(
      ["states:DescribeExecution"],
      machineNames.map((name) => executionsArn(Stack.of(table), name)),
    ),
  ],
  "open-secrets": ({ key }) => [forSecrets("kms:Decrypt", key)],
  "seal-secrets": ({ key }) => [forSecrets("kms:GenerateDataKey", key)],
  "send-mail": ({ table, mailFrom }) => [sendingAs(mailFrom, Stack.of(table))],
};

/** The key by way of DynamoDB alone: who reads the table cannot open the secrets in it. */
function forTheTable(actions: readonly string[], table: Table, key: Key): PolicyStatement {
  const { region } = Stack.of(table);
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
  return allow(actions, [key.keyArn], { StringEquals: { "kms:ViaService": `dynamodb.${region}.amazonaws.com` } });
}

/** From this address alone; SES may know it as an identity of its own or by its domain. */
function sendingAs(from: string, stack: Stack): PolicyStatement {
  const identities = [from, from.slice(from.lastIndexOf("@") + 1)].map((resourceName) =>
    stack.formatArn({ service: "ses", resource: "identity", resourceName }),
  );
  return allow(["ses:SendEmail"], identities, { StringEquals: { "ses:FromAddress": from } });
}

/** Only data keys that name their tenant. */
function forSecrets(action: string, key: Key): PolicyStatement {
  return allow([action], [key.keyArn], { StringLike: { "kms:EncryptionContext:tenantId": "?*" } });
}

function machineArn(stack: Stack, resourceName: string): string {
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  return stack.formatArn({ service: "states", resource: "stateMachine", resourceName, arnFormat });
}

function executionsArn(stack: Stack, machineName: string): string {
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  return stack.formatArn({ service: "states", resource: "execution", resourceName: `${machineName}:*`, arnFormat });
}
