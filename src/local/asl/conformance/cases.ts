import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { InvalidInput } from "../../../domain/errors.ts";
import type { Json, JsonObject } from "../../../domain/json.ts";

// Case files: a state machine, an input, and what Step Functions did with them.

const JsonValue = z.json() as z.ZodType<Json>;
const JsonRecord = z.record(z.string(), JsonValue) as unknown as z.ZodType<JsonObject>;

const Mock = z.object({
  behaviour: z.enum(["echo", "return", "error", "repeat", "byInput"]),
  value: JsonValue.optional(),
  error: z.object({ errorType: z.string(), errorMessage: z.string() }).optional(),
  text: z.string().optional(),
  count: z.number().optional(),
  table: z.array(z.object({ input: JsonValue, value: JsonValue })).optional(),
  afterSeconds: z.number().optional(),
});
export type Mock = z.infer<typeof Mock>;

const CallbackStep = z.object({
  afterSeconds: z.number().optional(),
  heartbeat: z.literal(true).optional(),
  success: JsonValue.optional(),
  failure: z.object({ error: z.string().optional(), cause: z.string().optional() }).optional(),
});
export type CallbackStep = z.infer<typeof CallbackStep>;

/** The functions and integrations that a definition calls: of a case, or of a mocks file of `asl run`. */
export const Surroundings = z.object({
  mocks: z.record(z.string(), Mock).default({}),
  callbacks: z.array(CallbackStep).default([]),
});
export type Surroundings = z.infer<typeof Surroundings>;

const Case = z.object({
  id: z.string(),
  queryLanguage: z.enum(["JSONPath", "JSONata", "mixed"]),
  definition: JsonValue,
  input: JsonValue,
  mocks: Surroundings.shape.mocks,
  callbacks: Surroundings.shape.callbacks,
  expect: JsonRecord,
});
const CaseFile = z.object({ area: z.string(), cases: z.array(Case) });

export type ConformanceCase = z.infer<typeof Case> & { readonly area: string };

/** All cases of a folder, or of its subfolder `cases`. Errors: `InvalidInput` for a file that is not of the form. */
export async function loadCases(directory: string): Promise<readonly ConformanceCase[]> {
  const folder = (await readdir(directory)).includes("cases") ? join(directory, "cases") : directory;
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  if (names.length === 0) throw new InvalidInput(`${folder} holds no case files (*.json)`);
  const files = await Promise.all(names.map((name) => loadFile(join(folder, name))));
  return files.flat();
}

async function loadFile(path: string): Promise<readonly ConformanceCase[]> {
  const parsed = CaseFile.safeParse(JSON.parse(await readFile(path, "utf8")));
  if (!parsed.success) throw new InvalidInput(`${path} is not a file of cases: ${z.prettifyError(parsed.error)}`);
  const { area, cases } = parsed.data;
  return cases.map((one) => ({
    ...one,
    area,
    definition: expandRepeats(one.definition),
    input: expandRepeats(one.input),
  }));
}

/** `{"$repeat": {"text", "count"}}` stands for a long text. */
function expandRepeats(value: Json): Json {
  if (Array.isArray(value)) return value.map(expandRepeats);
  if (typeof value !== "object" || value === null) return value;
  const repeat = Repeat.safeParse(value);
  if (repeat.success) return repeat.data.$repeat.text.repeat(repeat.data.$repeat.count);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, expandRepeats(member)]));
}

const Repeat = z.strictObject({ $repeat: z.object({ text: z.string(), count: z.int().nonnegative() }) });
