import { StoreUnavailable } from "../domain/errors.ts";
import type { ItemStore, Write } from "../ports/item-store.ts";

const ATTEMPTS = 20;

/**
 * Read, decide, compare-and-swap, again: `attempt` reads what it needs and returns the writes with the result, or a
 * result alone when there is nothing to write. It runs afresh whenever a condition failed or the store was contended.
 * @throws StoreUnavailable when it stayed contended for 20 attempts.
 */
export async function commit<T>(
  store: ItemStore,
  attempt: () => Promise<{ readonly writes: readonly Write[]; readonly result: T }>,
): Promise<T> {
  for (let n = 0; n < ATTEMPTS; n += 1) {
    const { writes, result } = await attempt();
    if (writes.length === 0) return result;
    const answer = await store.transact(writes);
    if (answer.outcome === "committed") return result;
    if (n > 2) await new Promise((resolve) => setTimeout(resolve, 5 * n)); // contention is real time, not business time
  }
  throw new StoreUnavailable("the store stayed contended; the same call may be repeated");
}
