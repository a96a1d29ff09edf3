import type { DecideInput } from "../domain/decide/decide.ts";
import { employmentInForce, formerEmploymentEnded, nextEmploymentChange } from "../domain/employments.ts";
import type { Person, Phase } from "../domain/person.ts";
import { type Instant, instantOf } from "../domain/time.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { readWorkers } from "../stores/stored-worker.ts";

/** Has what a leaver takes away, or is about to lose it. */
const HAS_ACCESS: ReadonlySet<Phase> = new Set(["adopted", "joined", "moving", "absent", "contained", "leaving"]);

/** The employment that speaks for a person now, and what the others say about its beginning and its end. */
export async function readEmployments(
  store: ItemStore,
  tenantId: string,
  { person, policy, now }: Pick<DecideInput, "person" | "policy" | "now">,
): Promise<Pick<DecideInput, "worker" | "otherEmployments">> {
  const workers = (await readWorkers(store, tenantId, person.key)).map(({ value }) => value.record);
  const at = { now, timeZone: policy.timeZone, leadDays: policy.joiner.leadDays };
  const worker = employmentInForce(workers, { ...at, ...accessOf(person) });
  if (!worker || workers.length < 2) return worker ? { worker } : {};
  const changesAt = nextEmploymentChange(workers, at);
  const endedAt = formerEmploymentEnded(workers, worker, at);
  return { worker, otherEmployments: { ...(changesAt ? { changesAt } : {}), ...(endedAt ? { endedAt } : {}) } };
}

/** Whoever had an account before us has had it since before every record. */
function accessOf({ phase, leftAt, joinedAt }: Person): { readonly accessSince?: Instant } {
  return HAS_ACCESS.has(phase) ? { accessSince: joinedAt ?? leftAt ?? instantOf(0) } : {};
}
