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
  return middy().handler(async (event: unknown) => {
    const deps = await loadDeps();
    // Not middy's `onError`: it hangs the first error on the one that follows, and Lambda logs both with their messages.
    try {
      const input = parse(definition.input, event, `${definition.name}: the input`);
      const output = await definition.run(input, deps);
      return parse(definition.output, output, `${definition.name}: the output`);
    } catch (error) {
      throw error instanceof MasteryError ? forStates(error) : masked(error, definition.name, deps.log);
    }
  });
}

/**
 * Step Functions passes on an error's name and message only. The time until which Okta refuses travels in the message,
 * as JSON, because the machine's Wait state has to read it. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
 */
function forStates(error: MasteryError): MasteryError {
  if (!(error instanceof RateLimited)) return error;
  const { retryAt } = error.evidence;
  return new RateLimited(JSON.stringify({ retryAt, message: error.message }), error.evidence);
}

/** The message of an error that is not of our family may hold anything, and histories and logs keep it: only its place is told. */
function masked(error: unknown, name: string, log: Log): Error {
  log.error("a step failed unexpectedly", { function: name, error: nameOf(error), at: placeOf(error) });
  const hidden = new Error("an unexpected failure; the function's log says where");
  hidden.name = nameOf(error);
  return hidden;
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "Error");

/** The innermost frames of the stack, without the message that stands before them. */
function placeOf(error: unknown): string {
  const frames = error instanceof Error ? (error.stack ?? "").matchAll(/^ {4}at (.*:\d+:\d+\)?)$/gm) : [];
  return [...frames]
    .slice(0, 5)
    .map(([, frame]) => frame)
    .join(" < ");
}

function parse<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidInput(`${what} has another shape: ${z.prettifyError(parsed.error)}`);
}
