import * as z from "zod";
import type { ItemKey, Write } from "../ports/item-store.ts";
import { indexPartitions } from "./keys.ts";
import { putRecord, type Stored } from "./record.ts";

/** The unique alias from a provider's immutable id, or from a login that we took, to our person key. */
export const PersonLink = z.strictObject({ schemaVersion: z.literal(1), personKey: z.string() });
export type PersonLink = z.infer<typeof PersonLink>;

/** Listed, so that an export finds it and the removal of the tenant leaves nothing behind. */
export function putLink(
  tenantId: string,
  key: ItemKey,
  personKey: string,
  read: Stored<PersonLink> | undefined,
): Write {
  const listing = { partition: indexPartitions.links(tenantId), sort: key.partition };
  return putRecord(key, { schemaVersion: 1, personKey }, read, { indexes: { listing } });
}
