import { Conflict, InvalidInput } from "../domain/errors.ts";
import type { Order } from "../domain/order.ts";
import type { Person } from "../domain/person.ts";
import type { Instant } from "../domain/time.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { auditWrites } from "./audit.ts";
import { commit } from "./commit.ts";
import { putMailbox, readMailbox, wanting } from "./mailbox.ts";
import { putPerson, readPerson } from "./people.ts";

/** An order as it shall be, and how the audit trail tells of it. */
export interface Amended {
  readonly order: Order;
  readonly kind: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * Puts another order in the place of one, with its audit entry, and makes the person ready at once, in one transaction;
 * the look that follows moves what is due. `amend` sees what is stored, and returns undefined when that is as it shall be.
 * @throws InvalidInput when the person has no such order; Conflict while the account of a hire may be in the making; what
 * `amend` throws.
 */
export function amendOrder(
  store: ItemStore,
  at: { readonly tenantId: string; readonly personKey: string; readonly orderId: string; readonly by: string },
  now: Instant,
  amend: (person: Person, order: Order) => Amended | undefined,
): Promise<{ readonly order: Order; readonly changed: boolean }> {
  const { tenantId, personKey, orderId, by } = at;
  return commit<{ order: Order; changed: boolean }>(store, async () => {
    const read = await readPerson(store, tenantId, personKey);
    const present = read?.value.orders.find(({ id }) => id === orderId);
    if (!read || !present) throw new InvalidInput(`person ${personKey} has no order ${orderId}`);
    const amended = amend(read.value, present);
    if (!amended) return { writes: [], result: { order: present, changed: false } };
    const { order, kind, detail } = amended;
    const orders = read.value.orders.map((known) => (known.id === orderId ? order : known));
    const mailbox = await readMailbox(store, tenantId, personKey);
    if (order.kind === "hire" && mailbox?.value.lease)
      throw new Conflict(
        `person ${personKey} is being worked on, an account may be in the making; repeat it in a moment`,
      );
    return {
      writes: [
        putPerson(tenantId, { ...read.value, orders }, read),
        putMailbox(wanting(mailbox?.value, { tenantId, personKey, priority: 0, now }), mailbox),
        ...(await auditWrites(store, tenantId, personKey, { at: now, kind, by, detail: { id: orderId, ...detail } })),
      ],
      result: { order, changed: true },
    };
  });
}
