// `npm run bench`: measures and prints; with --write it also writes docs/benchmarks.md.
import { writeFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { measureBundles } from "./bench-bundles.ts";
import { measureDecide } from "./bench-decide.ts";
import { measureHeap } from "./bench-heap.ts";
import { measureInterpreter } from "./bench-interpreter.ts";
import { measureLifecycle } from "./bench-lifecycle.ts";
import { measureLoad } from "./bench-load.ts";
import type { Measurement } from "./bench-measurement.ts";
import { measureStart } from "./bench-start.ts";
import { measureStore } from "./bench-store.ts";
import { measureSynth } from "./bench-synth.ts";

const PAGE = "docs/benchmarks.md";
const GIB = 2 ** 30;

const before = loadavg()[0] ?? 0;
const machine = describeMachine();
console.log(machine);
const measured: Measurement[] = [];
const MEASURES = [
  measureInterpreter,
  measureStore,
  measureDecide,
  measureLifecycle,
  measureLoad,
  measureStart,
  measureBundles,
  measureSynth,
  measureHeap,
];
for (const measure of MEASURES) {
  for (const measurement of await measure()) {
    measured.push(measurement);
    const { what, unit, how } = measurement;
    console.log(`${rounded(measurement)} ${unit}  ${what} (${how})`);
  }
}
if (process.argv.includes("--write")) {
  writeFileSync(PAGE, page());
  console.log(`${PAGE} written`);
}

function describeMachine(): string {
  const [first] = cpus();
  const model = first?.model.trim() || "unknown processor";
  const memory = (totalmem() / GIB).toFixed(1);
  return `${model}, ${cpus().length} cores, ${memory} GiB, ${type()} ${release()}, Node ${process.versions.node}`;
}

/** Three significant digits: more would be noise. */
function rounded({ value }: Measurement): string {
  return Number(value.toPrecision(3)).toLocaleString("en-GB");
}

function page(): string {
  const rows = measured.map((row) => `| ${row.what} | ${rounded(row)} ${row.unit} | ${row.how} |`);
  return `# Benchmarks

Written by \`npm run bench -- --write\` on ${new Date().toISOString().slice(0, 10)}. Rates are medians of five rounds after a warm-up,
unless the row says otherwise. They say what the local runtime does on this machine, not what AWS does.

Machine: ${machine}.
Load of the machine's other work when it began (1 minute average): ${before.toFixed(2)}.

| what | measured | how |
|---|---|---|
${rows.join("\n")}
`;
}
