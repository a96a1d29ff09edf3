/** What `cdk deploy --outputs-file` wrote, for whoever works on a deployed stack from outside. */
import { readFileSync } from "node:fs";
import * as z from "zod";
import { InvalidInput } from "../domain/errors.ts";
import { StepEnvironment } from "./environment.ts";

/** Names of the AppStack's outputs; cdk/ writes them. */
const StackOutputs = z.object({
  TableName: StepEnvironment.shape.MASTERY_TABLE,
  KeyArn: StepEnvironment.shape.MASTERY_KEY_ARN,
  MachineArnPrefix: StepEnvironment.shape.MASTERY_MACHINE_ARN_PREFIX,
  MailFrom: StepEnvironment.shape.MASTERY_MAIL_FROM,
  ApiUrl: StepEnvironment.shape.MASTERY_API_URL,
  IntakeQueueUrl: z.url(),
  IntakeDeadLettersUrl: z.url(),
  AssessmentsQueueUrl: z.url(),
  AssessmentsDeadLettersUrl: z.url(),
});
export type StackOutputs = z.infer<typeof StackOutputs>;

/**
 * The outputs of the one stack in the file; of several, that of AWS_REGION.
 * @throws InvalidInput when there is none, or more than one to choose from.
 */
export function readStackOutputs(file: string, region: string | undefined): StackOutputs {
  const stacks = Object.values(readJson(file)).flatMap((outputs) => StackOutputs.safeParse(outputs).data ?? []);
  const chosen = stacks.length > 1 ? stacks.filter((outputs) => regionOf(outputs) === region) : stacks;
  const [only] = chosen;
  if (only !== undefined && chosen.length === 1) return only;
  if (stacks.length === 0)
    throw new InvalidInput(`${file} holds no outputs of Mastery; \`cdk deploy --outputs-file\` writes them`);
  const regions = stacks.map(regionOf).join(", ");
  throw new InvalidInput(`${file} holds several stacks (${regions}); set AWS_REGION to one of their regions`);
}

/** The region that the stack lies in. */
export function regionOf({ MachineArnPrefix }: StackOutputs): string {
  return MachineArnPrefix.split(":")[3] ?? "";
}

function readJson(file: string): Readonly<Record<string, unknown>> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new InvalidInput(
      `${file} cannot be read as the JSON that \`cdk deploy --outputs-file\` writes`,
      {},
      { cause: error },
    );
  }
}
