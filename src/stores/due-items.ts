import * as z from "zod";
import { DueItem } from "../domain/decision.ts";
import { addMs, type Instant } from "../domain/time.ts";
import type { ItemStore, Write } from "../ports/item-store.ts";
import { commit } from "./commit.ts";
import { indexPartitions, keys } from "./keys.ts";
import { putMailbox, readMailbox, wanting } from "./mailbox.ts";
import { everyItem, parseItem, putRecord, readRecord } from "./record.ts";

const StoredDueItem = DueItem.extend({
  schemaVersion: z.literal(1),
  tenantId: z.string(),
  personKey: z.string(),
});
export type StoredDueItem = z.infer<typeof StoredDueItem>;

const DAY_MS = 86_400_000;
/** How far back the very first sweep looks. */
const FIRST_LOOK_BACK_DAYS = 90;
const dayOf = (instant: Instant): string => instant.slice(0, 10);

/** The writes after which the person's due items are exactly these: moved, added, and the others withdrawn. */
export async function dueItemWrites(
  store: ItemStore,
  tenantId: string,
  personKey: string,
  due: readonly DueItem[],
): Promise<readonly Write[]> {
  const page = await store.query(keys.personPartition(tenantId, personKey), { prefix: "DUE#" });
  const known = page.items.map((item) => ({ item, value: parseItem(item, StoredDueItem) }));
  const withdrawn = known.filter(({ value }) => !due.some((wanted) => wanted.kind === value.kind));
  const writes: Write[] = withdrawn.map(({ item }) => ({
    kind: "delete",
    key: { partition: item.partition, sort: item.sort },
    when: { version: item.version },
  }));
  for (const wanted of due) {
    const before = known.find(({ value }) => value.kind === wanted.kind);
    if (before?.value.at === wanted.at && before.value.why === wanted.why) continue;
    const value: StoredDueItem = { schemaVersion: 1, tenantId, personKey, ...wanted };
    const index = {
      partition: indexPartitions.due(dayOf(wanted.at)),
      sort: `${wanted.at}#${personKey}#${wanted.kind}`,
    };
    writes.push(
      putRecord(keys.due(tenantId, personKey, wanted.kind), value, before?.item, { indexes: { due: index } }),
    );
  }
  return writes;
}

export async function listDueItems(
  store: ItemStore,
  tenantId: string,
  personKey: string,
): Promise<readonly StoredDueItem[]> {
  const page = await store.query(keys.personPartition(tenantId, personKey), { prefix: "DUE#" });
  return page.items.map((item) => parseItem(item, StoredDueItem));
}

/**
 * Makes the person of a due item ready and takes the item away, in one transaction, so that neither is lost; a decision
 * that still needs it writes it again. False when it was moved or withdrawn meanwhile.
 */
export function wakeWhoIsDue(store: ItemStore, due: StoredDueItem, now: Instant): Promise<boolean> {
  const { tenantId, personKey, kind, at } = due;
  const key = keys.due(tenantId, personKey, kind);
  return commit<boolean>(store, async () => {
    const read = await readRecord(store, key, StoredDueItem);
    if (read?.value.at !== at) return { writes: [], result: false };
    const mailbox = await readMailbox(store, tenantId, personKey);
    const wish = { tenantId, personKey, priority: kind === "start" ? (1 as const) : (0 as const), now };
    const remove: Write = { kind: "delete", key, when: { version: read.version } };
    return { writes: [putMailbox(wanting(mailbox?.value, wish), mailbox), remove], result: true };
  });
}

const Cursor = z.strictObject({ schemaVersion: z.literal(1), day: z.string() });

/**
 * What is due at `now`, over all tenants, oldest first: every day's partition from the cursor to today. The cursor is a
 * day on which nothing older was left, so that a process that slept for a month misses nothing.
 */
export async function* dueUntil(store: ItemStore, now: Instant): AsyncIterable<StoredDueItem> {
  const today = dayOf(now);
  const cursor = await readRecord(store, keys.sweepCursor(), Cursor);
  let day = cursor?.value.day ?? dayOf(addMs(now, -FIRST_LOOK_BACK_DAYS * DAY_MS));
  let oldestOpen: string | undefined;
  for (; day <= today; day = dayOf(addMs(`${day}T00:00:00.000Z` as Instant, DAY_MS))) {
    for await (const item of everyItem((after) =>
      store.queryIndex("due", indexPartitions.due(day), { to: `${now}~`, ...(after === undefined ? {} : { after }) }),
    )) {
      oldestOpen ??= day;
      yield parseItem(item, StoredDueItem);
    }
  }
  // One day back, since an item written late in the day may not have reached the index yet.
  const yesterday = dayOf(addMs(now, -DAY_MS));
  const next = oldestOpen !== undefined && oldestOpen < yesterday ? oldestOpen : yesterday;
  if (next !== cursor?.value.day)
    await store.transact([putRecord(keys.sweepCursor(), { schemaVersion: 1, day: next }, cursor)]);
}
