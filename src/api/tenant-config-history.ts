/** Every version of a tenant's config, and what was named in any of them. */
import type { Item, ItemStore } from "../ports/item-store.ts";
import { keys } from "../stores/keys.ts";
import { parseItem } from "../stores/record.ts";
import { TenantRecord } from "../tenants/tenant-records.ts";
import { itemsOf } from "./tenant-data.ts";
import { secretNames } from "./tenant-file.ts";

export interface ConfigHistory {
  /** The versions, and what is in force last. */
  readonly items: readonly Item[];
  readonly versions: number;
  readonly secretNames: readonly string[];
  readonly hookIds: readonly string[];
}

/** Empty for a tenant that was removed or never applied. */
export async function readConfigHistory(store: ItemStore, tenantId: string): Promise<ConfigHistory> {
  const items = await itemsOf(store, keys.tenantConfig(tenantId).partition);
  const isVersion = ({ sort }: Item): boolean => sort.startsWith("V#");
  const configs = items.map((item) => parseItem(item, TenantRecord).config);
  return {
    items: [...items.filter(isVersion), ...items.filter((item) => !isVersion(item))],
    versions: items.filter(isVersion).length,
    secretNames: [...new Set(configs.flatMap(secretNames))],
    hookIds: [...new Set(configs.flatMap(({ okta }) => (okta.hook ? [okta.hook.id] : [])))],
  };
}
