import type { Instant } from "../domain/time.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { commit } from "./commit.ts";
import { type Priority, putMailbox, readMailbox, wanting } from "./mailbox.ts";

/** Makes a person ready without an event: something became due, or an operator asks to decide afresh. */
export function wake(
  store: ItemStore,
  wish: { tenantId: string; personKey: string; priority: Priority; now: Instant },
): Promise<void> {
  return commit<void>(store, async () => {
    const mailbox = await readMailbox(store, wish.tenantId, wish.personKey);
    return { writes: [putMailbox(wanting(mailbox?.value, wish), mailbox)], result: undefined };
  });
}

/** As `wake`, unless somebody waits to be looked at already. Says whether it was needed. */
export function wakeUnlessWaiting(
  store: ItemStore,
  wish: { tenantId: string; personKey: string; priority: Priority; now: Instant },
): Promise<boolean> {
  return commit<boolean>(store, async () => {
    const mailbox = await readMailbox(store, wish.tenantId, wish.personKey);
    const isWaiting = mailbox && !mailbox.value.lease && mailbox.value.wanted > mailbox.value.seen;
    if (isWaiting && mailbox.value.priority <= wish.priority) return { writes: [], result: false };
    return { writes: [putMailbox(wanting(mailbox?.value, wish), mailbox)], result: true };
  });
}
