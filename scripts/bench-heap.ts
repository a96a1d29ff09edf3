import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as z from "zod";
import type { Measurement } from "./bench-measurement.ts";

/** `MASTERY_BENCH_RUNS=100,1000` takes a tenth of the time. */
const [FEW = 1000, MANY = 10_000] = process.env["MASTERY_BENCH_RUNS"]?.split(",").map(Number) ?? [];
/** What a process may grow by between the two: it runs for months. */
const MOST = 1.1;

const Mark = z.object({ runs: z.int(), heapBytes: z.number() });

/** Whether runs leave something behind in memory: the heap after collection, in a process whose Okta is another one. */
export async function measureHeap(): Promise<readonly Measurement[]> {
  const script = fileURLToPath(new URL("./bench-heap.child.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", script, String(FEW), String(MANY)]);
  const marks = stdout
    .trim()
    .split("\n")
    .map((line) => Mark.parse(JSON.parse(line)));
  const [few, many] = marks;
  if (!few || !many) throw new Error("the bench of the heap printed no marks");
  const ratio = many.heapBytes / few.heapBytes;
  const how = "joiners in one process, store and histories on disk, heap used after collection";
  return [
    { what: `heap after ${FEW} runs`, value: few.heapBytes / 1e6, unit: "MB", how },
    { what: `heap after ${MANY} runs`, value: many.heapBytes / 1e6, unit: "MB", how },
    { what: "heap, the one by the other", value: ratio, unit: "times", how: `at most ${MOST} is wanted` },
  ];
}
