/** How an item lies in the table: the names that the DynamoDB adapter writes and the table definition declares. */
import type { IndexName } from "../ports/item-store.ts";

export const KEY_ATTRIBUTES = { partition: "partition", sort: "sort" } as const;

/** DynamoDB deletes the item some time after this many seconds since 1970; reads honour it at once. */
export const EXPIRY_ATTRIBUTE = "expiresAt";

/** The key attributes of an index; an item without them is not in the index. The index has the index's own name. */
export function indexAttributes(index: IndexName): { readonly partition: string; readonly sort: string } {
  return { partition: `${index}Partition`, sort: `${index}Sort` };
}
