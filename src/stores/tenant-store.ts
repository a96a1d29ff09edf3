import { InvalidInput } from "../domain/errors.ts";
import type { ItemStore, Write } from "../ports/item-store.ts";
import { keys } from "./keys.ts";

/** Shared on purpose: the minute's sweep reads the due items of every tenant in one go. */
const SHARED_INDEX = /^SYSTEM#DUE#/;

/**
 * The only door to the store in step code: refuses every key outside the tenant. It fences mistakes, not a compromised
 * function: ADR 0007.
 */
export function forTenant(store: ItemStore, tenantId: string): ItemStore {
  const prefix = keys.tenantPrefix(tenantId);
  const inside = (partition: string): void => {
    if (!partition.startsWith(prefix)) throw new InvalidInput("the store was asked for a key outside the tenant");
  };
  const insideWrite = (write: Write): void => {
    inside(write.key.partition);
    if (write.kind !== "put") return;
    for (const { partition } of Object.values(write.content.indexes ?? {}))
      if (!SHARED_INDEX.test(partition)) inside(partition);
  };
  return {
    get: async (key) => {
      inside(key.partition);
      return store.get(key);
    },
    query: async (partition, range) => {
      inside(partition);
      return store.query(partition, range);
    },
    queryIndex: async (index, partition, range) => {
      inside(partition);
      return store.queryIndex(index, partition, range);
    },
    transact: async (writes) => {
      writes.forEach(insideWrite);
      return store.transact(writes);
    },
  };
}
