import type { OrderOf } from "../domain/order.ts";
import { oktaIdOf, type Person } from "../domain/person.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { commit } from "./commit.ts";
import { keys } from "./keys.ts";
import { personWhoTook, putPerson, recordingWrites } from "./people.ts";
import { PersonLink, putLink } from "./person-link.ts";
import { readRecord } from "./record.ts";

/**
 * Writes down that somebody without an account was hired: a person, the order, and the login that is taken for the
 * account, in one transaction, so that the same login ordered twice at once is one person. Whoever took the login before,
 * and has no account yet, is returned, and nothing is written; whose account bears another login by now has given it up.
 */
export function hireNewPerson(
  store: ItemStore,
  tenantId: string,
  order: OrderOf<"hire">,
  freshKey: () => string,
): Promise<{ readonly personKey: string; readonly takenBy?: Person }> {
  const alias = keys.link(tenantId, "login", order.engagement.login.toLowerCase());
  return commit<{ personKey: string; takenBy?: Person }>(store, async () => {
    const known = await readRecord(store, alias, PersonLink);
    const takenBy = known && (await personWhoTook(store, tenantId, alias));
    if (takenBy && oktaIdOf(takenBy) === undefined) return { writes: [], result: { personKey: takenBy.key, takenBy } };
    const key = freshKey();
    const person: Person = { schemaVersion: 1, key, links: [], phase: "provisional", orders: [order], effects: {} };
    return {
      writes: [
        putLink(tenantId, alias, key, known),
        putPerson(tenantId, person, undefined),
        ...(await recordingWrites(store, tenantId, key, order)),
      ],
      result: { personKey: key },
    };
  });
}
