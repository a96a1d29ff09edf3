/** One measured number; `how` says what was counted. */
export interface Measurement {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly how: string;
}

const WARM_UP_MS = 1000;
const ROUND_MS = 1500;
const ROUNDS = 5;

/** How often `work` runs in a second: the median of five rounds, after a warm-up that counts for nothing. */
export async function ratePerSecond(work: () => Promise<void> | void): Promise<number> {
  await rateFor(WARM_UP_MS, work);
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rates.push(await rateFor(ROUND_MS, work));
  return median(rates);
}

async function rateFor(ms: number, work: () => Promise<void> | void): Promise<number> {
  const started = performance.now();
  let count = 0;
  let elapsed = 0;
  do {
    await work();
    count += 1;
    elapsed = performance.now() - started;
  } while (elapsed < ms);
  return (count / elapsed) * 1000;
}

/** The middle value; of an even number, the upper one of the two in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
