import type { Instant } from "../domain/time.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { commit } from "../stores/commit.ts";
import { leaseCheck } from "../stores/mailbox.ts";
import { putPerson, readPerson } from "../stores/people.ts";
import type { RunInput } from "./open-run.ts";

/** Writes an effect on the person while the execution holds the lease; one that is there stays. @throws Superseded */
export function recordEffect(store: ItemStore, input: RunInput, effect: string, now: Instant): Promise<void> {
  const { tenantId, personKey, execution } = input;
  return commit<void>(store, async () => {
    const check = await leaseCheck(store, tenantId, personKey, execution);
    const person = await readPerson(store, tenantId, personKey);
    if (!person || person.value.effects[effect] !== undefined) return { writes: [], result: undefined };
    const effects = { ...person.value.effects, [effect]: now };
    return { writes: [check, putPerson(tenantId, { ...person.value, effects }, person)], result: undefined };
  });
}
