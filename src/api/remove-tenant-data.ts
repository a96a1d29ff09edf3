/** Deletes everything that is stored of a tenant, so that a removal that was cut short can be repeated. */
import { Conflict, StoreUnavailable } from "../domain/errors.ts";
import { type Item, type ItemStore, MAX_ITEMS_PER_TRANSACTION } from "../ports/item-store.ts";
import type { SecretStore } from "../ports/secret-store.ts";
import { Mailbox } from "../stores/mailbox.ts";
import { OutboxMessage, outboxSecretName } from "../stores/outbox-record.ts";
import { parseItem } from "../stores/record.ts";
import { itemsOf, kindOf, readPartitions } from "./tenant-data.ts";

/** What arrives while we delete is found by the next pass; the last one has found nothing. */
const PASSES = 10;

/** Counts of the removed records by kind. @throws Conflict when an execution began; StoreUnavailable when more came in. */
export async function removeTenantData(
  store: ItemStore,
  tenantId: string,
  { secrets }: { readonly secrets: SecretStore },
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (let pass = 0; pass < PASSES; pass += 1) {
    let found = 0;
    let after: string | undefined;
    do {
      const page = await readPartitions(store, tenantId, after);
      for (const partition of page.partitions) {
        const items = await itemsOf(store, partition);
        await removeItems(store, tenantId, items, secrets);
        found += items.length;
        for (const item of items) {
          const kind = kindOf(tenantId, item);
          counts[kind] = (counts[kind] ?? 0) + 1;
        }
      }
      after = page.next;
    } while (after !== undefined);
    if (found === 0) return counts;
  }
  throw new StoreUnavailable(`records of tenant ${tenantId} keep coming in; see what writes them, and remove it again`);
}

async function removeItems(
  store: ItemStore,
  tenantId: string,
  items: readonly Item[],
  secrets: SecretStore,
): Promise<void> {
  for (const item of items) {
    const kind = kindOf(tenantId, item);
    if (kind === "mailboxes" && parseItem(item, Mailbox).lease)
      throw new Conflict(`an execution of tenant ${tenantId} began meanwhile; wait until it has ended, and repeat`);
    if (kind === "outbox") await secrets.remove(tenantId, outboxSecretName(parseItem(item, OutboxMessage).key));
  }
  // The person last: it is what the rest of the partition is found by.
  const isPerson = ({ sort }: Item): boolean => sort === "PERSON";
  await deleteItems(store, [...items.filter((item) => !isPerson(item)), ...items.filter(isPerson)]);
}

/** Deletes exactly these versions, in order. @throws StoreUnavailable when somebody changed one meanwhile. */
export async function deleteItems(store: ItemStore, items: readonly Item[]): Promise<void> {
  for (let start = 0; start < items.length; start += MAX_ITEMS_PER_TRANSACTION) {
    const batch = items.slice(start, start + MAX_ITEMS_PER_TRANSACTION);
    const { outcome } = await store.transact(
      batch.map(({ partition, sort, version }) => ({ kind: "delete", key: { partition, sort }, when: { version } })),
    );
    if (outcome !== "committed")
      throw new StoreUnavailable("somebody changed the tenant at the same time; look at it and remove it again");
  }
}
