import { MasteryError } from "../../../domain/errors.ts";
import type { Json, JsonObject } from "../../../domain/json.ts";
import type { ExecutionOutcome } from "../engine.ts";
import { type ExecutionEvent, flatEvent } from "../history.ts";
import type { ConformanceCase } from "./cases.ts";
import { differenceOfHistory, matchesOutcome } from "./compare.ts";
import { simulate } from "./simulate.ts";

export interface Verdict {
  readonly id: string;
  readonly area: string;
  readonly result: "passed" | "failed" | "skipped";
  /** What differs, or why it was skipped. */
  readonly reason?: string;
  /** The stricter verdict, in which the service's own messages must be equal too. */
  readonly textsPassed?: boolean;
}

/** Real seconds after which a case counts as hanging; on a skipping clock nothing takes that long. */
const PATIENCE_SECONDS = 20;

/** Runs one case. Cases that are not JSONata are skipped. */
export async function runCase(one: ConformanceCase): Promise<Verdict> {
  const { id, area } = one;
  if (one.queryLanguage !== "JSONata") return { id, area, result: "skipped", reason: `${one.queryLanguage} machine` };
  try {
    const request = { definition: one.definition, source: id, input: one.input, surroundings: one };
    const { outcome, events } = await inTime(simulate(request));
    const reason = difference(one, outcome, events, false);
    const textsPassed = difference(one, outcome, events, true) === undefined;
    return reason === undefined
      ? { id, area, result: "passed", textsPassed }
      : { id, area, result: "failed", reason, textsPassed };
  } catch (error) {
    const reason = error instanceof MasteryError ? error.message : String(error);
    return { id, area, result: "failed", reason, textsPassed: false };
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`did not end within ${PATIENCE_SECONDS} s`)),
    PATIENCE_SECONDS * 1000,
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function difference(
  { expect }: ConformanceCase,
  outcome: ExecutionOutcome,
  events: readonly ExecutionEvent[],
  texts: boolean,
): string | undefined {
  const { events: expectedEvents, ...expected } = expect;
  if (!matchesOutcome(expected, outcome as unknown as JsonObject, texts)) {
    return `outcome\n  expected ${shorten(expected)}\n  actual   ${shorten(outcome as unknown as Json)}`;
  }
  if (!Array.isArray(expectedEvents)) return undefined;
  const found = differenceOfHistory(expectedEvents, events.map(flatEvent), texts);
  if (found === undefined) return undefined;
  return `event ${found.at + 1}\n  expected ${shorten(found.expected)}\n  actual   ${shorten(found.actual ?? "no more events")}`;
}

function shorten(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 1500 ? `${text.slice(0, 1500)}…` : text;
}
