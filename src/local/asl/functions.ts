import { createHash } from "node:crypto";
import jsonata from "jsonata";
import { epochMsOf, type Instant } from "../../domain/time.ts";

// The functions that Step Functions adds to JSONata, replaces or takes away.
// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn

/** What functions need from outside: time, chance and identity. */
export interface FunctionPorts {
  readonly now: () => Instant;
  readonly random: () => number;
  readonly uuid: () => string;
}

/** The ports as one evaluation sees them: in one expression, `$now` and `$millis` are always the same instant. */
export interface EvaluationPorts {
  readonly ports: FunctionPorts;
  at?: Instant;
}

/** The binding that carries the ports into an evaluation. The blank makes it unreachable for expressions. */
export const PORTS_BINDING = " ports";

type Focus = jsonata.Focus;

const HASHES: Readonly<Record<string, string>> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

/** Against ranges that would fill the memory; anything near it exceeds the data limit anyway. */
const LONGEST_RANGE = 1_000_000;

const formatMillis = jsonata("$fromMillis($millis, $picture, $timezone)");

/** Makes the functions known to one expression. */
export function registerStepFunctionsFunctions(program: jsonata.Expression): void {
  program.registerFunction("partition", partition, "<an:a<a>>");
  program.registerFunction("range", range, "<nnn:a<n>>");
  program.registerFunction("hash", hash, "<s-s:s>");
  program.registerFunction("parse", parse, "<s-:x>");
  program.registerFunction("uuid", uuid, "<:s>");
  program.registerFunction("random", random, "<n?:n>");
  program.registerFunction("millis", millis, "<:n>");
  program.registerFunction("now", now, "<s?s?:s>");
  program.registerFunction("eval", refuseEval);
}

function evaluationOf(focus: Focus): EvaluationPorts {
  return focus.environment.lookup(PORTS_BINDING) as EvaluationPorts;
}

function millisOf(focus: Focus): number {
  const evaluation = evaluationOf(focus);
  evaluation.at ??= evaluation.ports.now();
  return epochMsOf(evaluation.at);
}

function partition(values: readonly unknown[] | undefined, size: number): unknown[][] | undefined {
  if (values === undefined) return undefined;
  if (!Number.isInteger(size) || size < 1) {
    throw new Error(`The second argument of $partition must be a positive integer: ${size}`);
  }
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}

/** Gives a JSONata sequence, so that a single value is that value and not an array, as AWS's recordings show. */
function range(first: number, last: number, step: number): readonly number[] {
  const length = Math.floor((last - first) / step) + 1;
  if (step === 0 || length > LONGEST_RANGE) {
    throw new Error(`$range(${first}, ${last}, ${step}) does not describe an array of a permitted length`);
  }
  const values = Array.from({ length: Math.max(length, 0) }, (_, index) => first + index * step);
  return Object.assign(values, { sequence: true });
}

function hash(text: string | undefined, algorithm: string): string | undefined {
  if (text === undefined) return undefined;
  const name = HASHES[algorithm];
  if (name === undefined) {
    throw new Error(`The second argument of $hash must be one of ${Object.keys(HASHES).join(", ")}: ${algorithm}`);
  }
  return createHash(name).update(text, "utf8").digest("hex");
}

function parse(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}

function uuid(this: Focus): string {
  return evaluationOf(this).ports.uuid();
}

function random(this: Focus, seed?: number): number {
  return seed === undefined ? evaluationOf(this).ports.random() : seededRandom(seed);
}

/** mulberry32: the same seed gives the same number. AWS does not say which numbers its seeds give. */
function seededRandom(seed: number): number {
  let state = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
}

function millis(this: Focus): number {
  return millisOf(this);
}

function now(this: Focus, picture?: string, timezone?: string): Promise<string> {
  return formatMillis.evaluate(undefined, { millis: millisOf(this), picture, timezone });
}

function refuseEval(): never {
  throw new Error("$eval is not available in Step Functions; $parse reads JSON text");
}
