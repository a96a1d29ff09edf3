import type { JsonObject } from "../domain/json.ts";

/** Limits that hold for every adapter, because DynamoDB has them. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
export const MAX_ITEMS_PER_TRANSACTION = 100;
export const MAX_ITEM_BYTES = 400 * 1024;

/** The declared indexes. An item appears in an index only while it names a key for it. Index reads may lag. */
export const INDEX_NAMES = ["ready", "leases", "due", "runs", "listing"] as const;
export type IndexName = (typeof INDEX_NAMES)[number];

export interface ItemKey {
  /** Begins with `TENANT#<id>#` for everything that belongs to a tenant. */
  readonly partition: string;
  readonly sort: string;
}

export interface ItemContent {
  readonly value: JsonObject;
  readonly indexes?: Partial<Record<IndexName, ItemKey>>;
  /** Seconds since 1970; from then on reads behave as if the item did not exist. */
  readonly expiresAt?: number;
}

export interface Item extends ItemKey, ItemContent {
  /** 1 after the first put, plus one with each put after. A deleted and recreated item starts at 1 again. */
  readonly version: number;
}

/** What must be true of the item when the transaction commits. */
export type Condition = "absent" | { readonly version: number };

export type Write =
  | { readonly kind: "put"; readonly key: ItemKey; readonly content: ItemContent; readonly when: Condition }
  | { readonly kind: "delete"; readonly key: ItemKey; readonly when: { readonly version: number } }
  /** Changes nothing; the transaction fails unless the condition holds. */
  | { readonly kind: "check"; readonly key: ItemKey; readonly when: Condition };

export type TransactResult =
  | { readonly outcome: "committed" }
  /** Another transaction touched the same items at the same time: try the same again. */
  | { readonly outcome: "conflict" }
  /** A condition does not hold: read again and decide again. `failed` are positions in `writes`. */
  | { readonly outcome: "condition-failed"; readonly failed: readonly number[] };

export interface Range {
  /** Inclusive bounds on the sort key. */
  readonly from?: string;
  readonly to?: string;
  readonly prefix?: string;
  readonly descending?: boolean;
  /** At most this many items in a page; default 1000. */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly after?: string;
}

export interface Page {
  readonly items: readonly Item[];
  readonly next?: string;
}

/**
 * Items under (partition, sort) with a version; compare-and-swap transactions. Everything else (dedup, mailbox, lease,
 * unique names, checkpoints) is built on it. Errors: `StoreUnavailable`; `InvalidInput` when a limit is exceeded or a
 * transaction names a key twice.
 */
export interface ItemStore {
  /** Strongly consistent. */
  get(key: ItemKey): Promise<Item | undefined>;
  /** Strongly consistent, in order of the sort key (by UTF-8 bytes). */
  query(partition: string, range?: Range): Promise<Page>;
  /** Eventually consistent, in order of the index's sort key. */
  queryIndex(index: IndexName, partition: string, range?: Range): Promise<Page>;
  /**
   * All or nothing. Each put records a writer id; when the answer of a commit is lost, a re-read that finds it counts
   * as committed, so the caller never sees its own success as a failed condition.
   */
  transact(writes: readonly Write[]): Promise<TransactResult>;
}
