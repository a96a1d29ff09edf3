import type * as z from "zod";
import { InvalidInput } from "../domain/errors.ts";
import type { JsonObject } from "../domain/json.ts";
import type { Condition, Item, ItemContent, ItemKey, ItemStore, Write } from "../ports/item-store.ts";

/** A stored record that was parsed, and the version to condition its next put on. */
export interface Stored<T> {
  readonly value: T;
  readonly version: number;
}

/** Reads and parses one record. @throws InvalidInput when what is stored does not have the shape (a missing migration). */
export async function readRecord<T>(
  store: Pick<ItemStore, "get">,
  key: ItemKey,
  schema: z.ZodType<T>,
): Promise<Stored<T> | undefined> {
  const item = await store.get(key);
  return item && { value: parseItem(item, schema), version: item.version };
}

export function parseItem<T>(item: Item, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(item.value);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
  throw new InvalidInput(`the stored record ${item.sort.split("#")[0]} has another shape at: ${paths || "its root"}`);
}

/** A put conditioned on what was read: absent if nothing was. */
export function putRecord(
  key: ItemKey,
  value: object,
  read: { readonly version: number } | undefined,
  extra: Omit<ItemContent, "value"> = {},
): Write {
  const when: Condition = read ? { version: read.version } : "absent";
  // Drops members that are undefined, as every store would.
  const plain = JSON.parse(JSON.stringify(value)) as JsonObject;
  return { kind: "put", key, content: { value: plain, ...extra }, when };
}

/** Every item of a paged read. */
export async function* everyItem(
  read: (after: string | undefined) => Promise<{ readonly items: readonly Item[]; readonly next?: string }>,
): AsyncIterable<Item> {
  let after: string | undefined;
  do {
    const page = await read(after);
    yield* page.items;
    after = page.next;
  } while (after !== undefined);
}
