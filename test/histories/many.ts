/** Plays many histories; the first that fails is made as short as it gets and shown so that it can be replayed. */
import { type History, historyOf } from "./history.ts";
import { type Outcome, play } from "./play.ts";

export interface Tally {
  readonly histories: number;
  readonly counts: Readonly<Record<string, number>>;
  /** Of the first history that failed. */
  readonly failure?: string;
}

/** Plays the histories of these seeds, and stops at the first that fails. */
export async function playSeeds(seeds: Iterable<number>): Promise<Tally> {
  const counts: Record<string, number> = {};
  let histories = 0;
  for (const seed of seeds) {
    const history = historyOf(seed);
    const outcome = await play(history);
    histories += 1;
    for (const [what, count] of Object.entries(outcome.counts)) counts[what] = (counts[what] ?? 0) + count;
    if (outcome.problems.length > 0) return { histories, counts, failure: await report(seed, history) };
  }
  return { histories, counts };
}

const isBroken = ({ problems }: Outcome): boolean => problems.length > 0;

/** Leaves out whatever the failure does not need: steps one by one, then people, then the network's and Okta's faults. */
export async function shrink(history: History): Promise<History> {
  let shortest = history;
  const keep = async (shorter: History): Promise<boolean> => {
    if (!isBroken(await play(shorter))) return false;
    shortest = shorter;
    return true;
  };
  for (let again = true; again; ) {
    again = false;
    for (let n = shortest.steps.length - 1; n >= 0; n -= 1)
      again = (await keep({ ...shortest, steps: shortest.steps.toSpliced(n, 1) })) || again;
  }
  const named = new Set(shortest.steps.flatMap(({ act }) => ("who" in act ? [act.who] : [])));
  await keep({ ...shortest, members: shortest.members.filter(({ name }) => named.has(name)) });
  await keep({ ...shortest, faults: { ...shortest.faults, probability: 0 } });
  await keep({ ...shortest, hooks: { lost: 0, repeated: 0, late: 0, together: 0 } });
  await keep({ ...shortest, indexLagMs: 0 });
  return shortest;
}

async function report(seed: number, history: History): Promise<string> {
  const shortest = await shrink(history);
  const { problems } = await play(shortest);
  return [
    `history ${seed} does not end as it must:`,
    ...problems.map((problem) => `  - ${problem}`),
    `replay: HISTORY_SEED=${seed} npx vitest run --config test/vitest.config.ts test/histories`,
    "the shortest form that fails, for test/histories/regressions.ts:",
    JSON.stringify(shortest),
  ].join("\n");
}

export function tallyLine({ histories, counts }: Tally): string {
  const parts = Object.entries(counts).map(([what, count]) => `${count.toLocaleString("en-GB")} ${what}`);
  return `${histories.toLocaleString("en-GB")} histories: ${parts.join(", ")}`;
}

/** The seeds from `first` on. */
export function* seedsFrom(first: number, count: number): Generator<number> {
  for (let n = 0; n < count; n += 1) yield first + n;
}
