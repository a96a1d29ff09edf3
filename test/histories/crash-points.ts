/** Every point at which our process can die while it carries out one flow: before and after each of its effects. */
import type { History, Member, Step } from "./history.ts";
import { play } from "./play.ts";

export interface Flow {
  readonly name: string;
  readonly history: History;
}

const ADA: Member = {
  name: "ada",
  tenant: "south",
  adopted: true,
  department: "Sales",
  title: "Clerk",
  manager: "ruth",
};

function flowOf(name: string, member: Partial<Member>, act: Step["act"], mode: "okta" | "ad" = "okta"): Flow {
  const history: History = {
    seed: 1,
    mode,
    members: [{ ...ADA, ...member }],
    hooks: { lost: 0, repeated: 0, late: 0, together: 0 },
    faults: { probability: 0, kinds: ["500"] },
    slowestMs: 5,
    inFlightCap: 3,
    indexLagMs: 0,
    steps: [{ after: 0, act }],
  };
  return { name, history };
}

/** One person each, nothing but the one change, and no fault beside the death. */
export const FLOWS: readonly Flow[] = [
  flowOf("joiner, link to the manager", { adopted: false }, { kind: "hire", who: "ada", activated: false }),
  flowOf("joiner, mail by Okta", { adopted: false, tenant: "north" }, { kind: "hire", who: "ada", activated: false }),
  flowOf("mover", { tenant: "north" }, { kind: "change", who: "ada", attribute: "department", value: "Engineering" }),
  flowOf("leaver, ordered", { tenant: "north" }, { kind: "order-leave", who: "ada", inMs: 0 }),
  flowOf("leaver, ordered, with days of grace", {}, { kind: "order-leave", who: "ada", inMs: 0 }),
  flowOf("leaver, deactivated in Okta", {}, { kind: "deactivate", who: "ada" }),
  flowOf("contain", {}, { kind: "contain", who: "ada" }, "ad"),
];

/** The effects of a flow that nothing disturbs, in order. */
export async function effectsOf({ name, history }: Flow): Promise<readonly string[]> {
  const { problems, effects } = await play(history);
  if (problems.length > 0) throw new Error(`${name} does not end as it must even undisturbed: ${problems.join("; ")}`);
  return effects;
}

export interface Verdict {
  readonly points: number;
  readonly failures: readonly string[];
}

/** Kills the process before and after every `stride`-th effect, one life of the flow for each. */
export async function dieEverywhere(flow: Flow, stride = 1): Promise<Verdict> {
  const effects = await effectsOf(flow);
  const failures: string[] = [];
  let points = 0;
  for (let n = 1; n <= effects.length; n += stride)
    for (const when of ["before", "after"] as const) {
      points += 1;
      const { problems, counts } = await play(flow.history, { death: { effect: n, when } });
      const at = `${flow.name}, killed ${when} effect ${n} (${effects[n - 1]})`;
      if (counts["crashes"] !== 1) failures.push(`${at}: died ${counts["crashes"]} times`);
      for (const problem of problems) failures.push(`${at}: ${problem}`);
    }
  return { points, failures };
}

const BEGIN =
  "<!-- crash points: written by UPDATE_GOLDEN=1 npx vitest run --config test/vitest.config.ts test/histories -->";
const END = "<!-- end of the crash points -->";

/** The page with its table of points as the flows are now. */
export async function withTable(page: string): Promise<string> {
  const [before, rest] = page.split(BEGIN);
  const [, after] = (rest ?? "").split(END);
  if (before === undefined || after === undefined)
    throw new Error("docs/reliability.md has lost the marks of its table");
  const counted = new Map<string, number[]>();
  const totals: number[] = [];
  for (const [column, flow] of FLOWS.entries()) {
    const effects = await effectsOf(flow);
    totals.push(effects.length);
    for (const effect of effects) {
      const row = counted.get(effect) ?? FLOWS.map(() => 0);
      row[column] = (row[column] ?? 0) + 1;
      counted.set(effect, row);
    }
  }
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;
  const rows = [...counted]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([effect, row]) => line([effect, ...row.map((n) => n || "")]));
  const sum = totals.reduce((a, b) => a + b, 0);
  const table = [
    line(["effect", ...FLOWS.map(({ name }) => name)]),
    line(["---", ...FLOWS.map(() => "---:")]),
    ...rows,
    line(["**effects**", ...totals]),
  ].join("\n");
  return `${before}${BEGIN}\n\n${sum} effects, each with a death before and one after it: ${2 * sum} points.\n\n${table}\n\n${END}${after}`;
}
