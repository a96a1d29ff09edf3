import middy from "@middy/core";
import * as z from "zod";
import { InvalidInput, MasteryError, RateLimited } from "../domain/errors.ts";
import type { Log } from "../ports/log.ts";
import type { StepDefinition } from "./definition.ts";

/** The chain around every step: parse, run, parse, and errors as the state machines expect them. */
export function stepChain<Deps extends { readonly log: Log }>(
  definition: StepDefinition<Deps>,
  loadDeps: () => Promise<Deps>,
) {
  return middy()
    .use({ onError: ({ error }) => rethrowForStates(error) })
    .handler(async (event: unknown) => {
      const deps = await loadDeps();
      const input = parse(definition.input, event, `${definition.name}: the input`);
      const output = await definition.run(input, deps);
      return parse(definition.output, output, `${definition.name}: the output`);
    });
}

/**
 * Step Functions passes on an error's name and message only. The time until which Okta refuses travels in the message,
 * as JSON, because the machine's Wait state has to read it. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
 */
function rethrowForStates(error: unknown): never {
  if (!(error instanceof MasteryError)) throw masked(error);
  if (!(error instanceof RateLimited)) throw error;
  const { retryAt } = error.evidence;
  throw new RateLimited(JSON.stringify({ retryAt, message: error.message }), error.evidence, { cause: error });
}

/** The message of an error that is not of our family may hold anything; it would stay in the history for 90 days. */
function masked(error: unknown): Error {
  const hidden = new Error("an unexpected failure; the function's log has its stack", { cause: error });
  hidden.name = error instanceof Error ? error.name : "Error";
  return hidden;
}

function parse<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidInput(`${what} has another shape: ${z.prettifyError(parsed.error)}`);
}
