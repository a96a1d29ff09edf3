/** The environment variables that the stack gives its functions; cdk/ sets them, a test holds both together. */
import * as z from "zod";
import { InvalidInput } from "../domain/errors.ts";

export const IngressEnvironment = z.object({
  MASTERY_TABLE: z.string().min(1),
  MASTERY_INTAKE_QUEUE_URL: z.url(),
});

export const StepEnvironment = IngressEnvironment.extend({
  MASTERY_ASSESSMENTS_QUEUE_URL: z.url(),
  /** The key that wraps the data keys of secrets. */
  MASTERY_KEY_ARN: z.string().startsWith("arn:"),
  /** A machine's ARN is this and the name of its file. */
  MASTERY_MACHINE_ARN_PREFIX: z.string().regex(/^arn:[^:]+:states:[^:]+:\d+:stateMachine:.+$/),
  /** The address that mail is sent from: an identity that SES has verified. */
  MASTERY_MAIL_FROM: z.email(),
  /** The deployed API, stage included: links in messages lead there. */
  MASTERY_API_URL: z.url(),
});
export type StepEnvironment = z.infer<typeof StepEnvironment>;

export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

/** @throws InvalidInput naming every variable that is missing or odd, without its value. */
export function parseEnvironment<T>(schema: z.ZodType<T>, env: ProcessEnvironment): T {
  const parsed = schema.safeParse(env);
  if (parsed.success) return parsed.data;
  const names = parsed.error.issues.map(({ path, message }) => `${path.join(".")} (${message})`);
  throw new InvalidInput(`the function's environment is incomplete: ${names.join(", ")}`);
}
