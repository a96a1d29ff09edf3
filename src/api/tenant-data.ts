/** Where everything of a tenant lies, so that an export misses nothing and a removal leaves nothing. */
import type { Item, ItemKey, ItemStore } from "../ports/item-store.ts";
import { EVENT_SHARDS, indexPartitions, keys } from "../stores/keys.ts";

/** Partitions of a tenant, a page at a time. */
export interface PartitionPage {
  readonly partitions: readonly string[];
  readonly next?: string;
}

interface Section {
  /** What the partitions begin with, behind the tenant's own prefix. */
  readonly roots: readonly string[];
  readonly page: (store: ItemStore, tenantId: string, after?: string) => Promise<PartitionPage>;
}

const PAGE = 50;

const single = (root: string, key: (tenantId: string) => ItemKey): Section => ({
  roots: [root],
  page: async (_store, tenantId) => ({ partitions: [key(tenantId).partition] }),
});

const listed = (roots: readonly string[], partition: (tenantId: string) => string): Section => ({
  roots,
  page: async (store, tenantId, after) => {
    const range = after === undefined ? { limit: PAGE } : { limit: PAGE, after };
    const page = await store.queryIndex("listing", partition(tenantId), range);
    const partitions = page.items.map((item) => item.partition);
    return page.next === undefined ? { partitions } : { partitions, next: page.next };
  },
});

/** What is told to nobody: an export says how much of it there is. */
export const WITHHELD_ROOTS: readonly string[] = ["HOOK", "SECRET"];

/** Everything that is exported, in the order in which a removal takes it away. */
const SECTIONS: readonly Section[] = [
  single("CONFIG", (tenantId) => keys.tenantConfig(tenantId)),
  single("SECRETS", (tenantId) => keys.secretEntry(tenantId, "")),
  single("AUDIT", (tenantId) => keys.tenantAuditHead(tenantId)),
  single("PAUSE", (tenantId) => keys.pause(tenantId)),
  single("LOG", (tenantId) => keys.logPoll(tenantId)),
  ...Array.from({ length: EVENT_SHARDS }, (_, shard) =>
    listed(["EVENT"], (tenantId) => indexPartitions.events(tenantId, shard)),
  ),
  listed(["OUTBOX"], indexPartitions.outbox),
  listed(["IMPORT"], indexPartitions.imports),
  listed(["FEED"], indexPartitions.feeds),
  listed(["LINK"], indexPartitions.links),
  listed(["PERSON"], indexPartitions.people),
  listed(["CLAIM"], indexPartitions.claims),
];

/** Roots of partitions that an export or a removal finds; a key outside them would be forgotten. */
export const KNOWN_ROOTS: readonly string[] = [...SECTIONS.flatMap(({ roots }) => roots), ...WITHHELD_ROOTS];

/** The tenant's partitions, from `after` on: what the page before gave as `next`. */
export async function readPartitions(store: ItemStore, tenantId: string, after?: string): Promise<PartitionPage> {
  const [at, mark] = after === undefined ? [0, undefined] : readCursor(after);
  const section = SECTIONS[at];
  if (!section) return { partitions: [] };
  const page = await section.page(store, tenantId, mark);
  if (page.next !== undefined) return { partitions: page.partitions, next: `${at}:${page.next}` };
  return at + 1 < SECTIONS.length ? { partitions: page.partitions, next: `${at + 1}:` } : page;
}

function readCursor(cursor: string): readonly [number, string | undefined] {
  const colon = cursor.indexOf(":");
  const mark = cursor.slice(colon + 1);
  return [Number(cursor.slice(0, colon)), mark === "" ? undefined : mark];
}

/** The partition's first part behind the tenant's prefix: CONFIG, PERSON, EVENT. */
export function rootOf(tenantId: string, { partition }: ItemKey): string {
  return partition.slice(keys.tenantPrefix(tenantId).length).split("#")[0] ?? "";
}

const KIND_NAMES: Readonly<Record<string, string>> = {
  CONFIG: "config-versions",
  PAUSE: "pauses",
  LOG: "log-reading",
  EVENT: "events",
  OUTBOX: "outbox",
  CLAIM: "claims",
  "CLAIM-OF": "claim-pointers",
  LINK: "links",
  PERSON: "people",
  WORKER: "workers",
  IMPORT: "feed-imports",
  FEED: "feeds",
  MAILBOX: "mailboxes",
  RUN: "runs",
  STEP: "checkpoints",
  DUE: "due-items",
  TASK: "tasks",
  SECRETS: "secret-register",
  AUDIT: "audit",
  "AUDIT-HEAD": "audit-heads",
};

/** What an item is, in the plural: the name of its file in an export, and the word in a count. */
export function kindOf(tenantId: string, key: ItemKey): string {
  const root = rootOf(tenantId, key);
  const family = root === "PERSON" || root === "AUDIT" ? (key.sort.split("#")[0] ?? "") : root;
  return KIND_NAMES[family] ?? family.toLowerCase();
}

/** Every item of one partition. */
export async function itemsOf(store: ItemStore, partition: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  let after: string | undefined;
  do {
    const page = await store.query(partition, after === undefined ? {} : { after });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return items;
}

/** Whether the store holds anything of the tenant, config or not. */
export async function holdsAnything(store: ItemStore, tenantId: string): Promise<boolean> {
  let after: string | undefined;
  do {
    const page = await readPartitions(store, tenantId, after);
    for (const partition of page.partitions)
      if ((await store.query(partition, { limit: 1 })).items.length > 0) return true;
    after = page.next;
  } while (after !== undefined);
  return false;
}
