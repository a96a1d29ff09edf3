import * as z from "zod";
import { stepDeps } from "../src/aws/step-entry.ts";
import { InvalidInput } from "../src/domain/errors.ts";
import { endRun } from "../src/lambda/close-run.ts";
import { defineStep } from "../src/lambda/definition.ts";
import type { Deps } from "../src/lambda/deps.ts";
import { endingOf } from "../src/lambda/free-leases.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { RunInput } from "../src/lambda/open-run.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
const StatusChange = z.object({
  detail: z.object({
    status: z.enum(["FAILED", "TIMED_OUT", "ABORTED"]),
    input: z.string(),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
});

/**
 * The backstop: an execution that failed, timed out or was aborted, whatever its own catchers did, has a closed run
 * record. Its lease is freed by the minute's sweep, once no function of it can be writing any more.
 */
export const definition = defineStep({
  name: "close-execution",
  input: StatusChange,
  output: z.strictObject({ closed: z.boolean() }),
  run: async ({ detail }, deps: Deps) => {
    const run = RunInput.safeParse(JSON.parse(detail.input));
    if (!run.success) throw new InvalidInput("the execution's input names no run");
    const { tenantId, execution } = run.data;
    const error = detail.error ?? detail.status;
    const closed = await endRun(run.data, { status: endingOf(error), error, cause: detail.cause ?? "" }, deps);
    if (closed) deps.log.error("execution closed by the backstop", { tenantId, execution, error });
    return { closed };
  },
});

export const handler = createHandler(definition, stepDeps);
