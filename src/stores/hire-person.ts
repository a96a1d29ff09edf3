import type { OrderOf } from "../domain/order.ts";
import type { Person } from "../domain/person.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { commit } from "./commit.ts";
import { keys } from "./keys.ts";
import { personWhoTook, putPerson, recordingWrites } from "./people.ts";
import { putRecord } from "./record.ts";

/**
 * Writes down that somebody without an account was hired: a person, the order, and the login that is taken for the
 * account, in one transaction, so that the same login ordered twice at once is one person. Whoever took the login before
 * is returned, and nothing is written.
 */
export function hireNewPerson(
  store: ItemStore,
  tenantId: string,
  order: OrderOf<"hire">,
  freshKey: () => string,
): Promise<{ readonly personKey: string; readonly takenBy?: Person }> {
  const alias = keys.link(tenantId, "login", order.engagement.login.toLowerCase());
  return commit<{ personKey: string; takenBy?: Person }>(store, async () => {
    const takenBy = await personWhoTook(store, tenantId, alias);
    if (takenBy) return { writes: [], result: { personKey: takenBy.key, takenBy } };
    const key = freshKey();
    const person: Person = { schemaVersion: 1, key, links: [], phase: "provisional", orders: [order], effects: {} };
    return {
      writes: [
        putRecord(alias, { schemaVersion: 1, personKey: key }, undefined),
        putPerson(tenantId, person, undefined),
        ...(await recordingWrites(store, tenantId, key, order)),
      ],
      result: { personKey: key },
    };
  });
}
