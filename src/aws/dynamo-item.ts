/** An item as attributes that can be read in the DynamoDB console, and back. */
import type { NativeAttributeValue } from "@aws-sdk/lib-dynamodb";
import type { JsonObject } from "../domain/json.ts";
import { INDEX_NAMES, type IndexName, type Item, type ItemContent, type ItemKey } from "../ports/item-store.ts";
import { EXPIRY_ATTRIBUTE, indexAttributes } from "../stores/table.ts";

export type Attributes = Record<string, NativeAttributeValue>;

export function attributesOf(key: ItemKey, content: ItemContent, version: number, writerId: string): Attributes {
  const attributes: Attributes = {
    partition: key.partition,
    sort: key.sort,
    version,
    writerId,
    // Drops members that are undefined, which the SDK refuses.
    value: JSON.parse(JSON.stringify(content.value)),
  };
  if (content.expiresAt !== undefined) attributes[EXPIRY_ATTRIBUTE] = content.expiresAt;
  for (const index of INDEX_NAMES) {
    const at = content.indexes?.[index];
    if (at === undefined) continue;
    const names = indexAttributes(index);
    attributes[names.partition] = at.partition;
    attributes[names.sort] = at.sort;
  }
  return attributes;
}

export function itemOf(attributes: Attributes): Item {
  const indexes: Partial<Record<IndexName, ItemKey>> = {};
  for (const index of INDEX_NAMES) {
    const names = indexAttributes(index);
    const partition = attributes[names.partition];
    if (partition !== undefined) indexes[index] = { partition, sort: attributes[names.sort] };
  }
  const expiresAt = attributes[EXPIRY_ATTRIBUTE];
  return {
    partition: attributes["partition"],
    sort: attributes["sort"],
    version: attributes["version"],
    value: attributes["value"] as JsonObject,
    ...(Object.keys(indexes).length > 0 && { indexes }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

/** DynamoDB's own expiry comes up to days late, so every read looks. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html */
export function isExpired(attributes: Attributes, nowSeconds: number): boolean {
  const expiresAt = attributes[EXPIRY_ATTRIBUTE];
  return expiresAt !== undefined && expiresAt <= nowSeconds;
}
