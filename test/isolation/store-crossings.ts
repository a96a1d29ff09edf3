/** What a tenant's door to the store is asked for that is another's. */
import type { Write } from "../../src/ports/item-store.ts";
import { indexPartitions, keys } from "../../src/stores/keys.ts";
import { forTenant } from "../../src/stores/tenant-store.ts";
import type { Crossing, Tenant, World } from "./three-tenants.ts";

const door = ({ deps }: World, tenant: Tenant) => forTenant(deps.store, tenant);
const NEW = { value: { schemaVersion: 1 } };

export const STORE_CROSSINGS: Readonly<Record<string, (crossing: Crossing, world: World) => Promise<unknown>>> = {
  get: ({ from, to }, world) => door(world, from).get(keys.person(to, world.person(to))),
  query: ({ from, to }, world) => door(world, from).query(keys.personPartition(to, world.person(to))),
  "query an index": ({ from, to }, world) => door(world, from).queryIndex("listing", indexPartitions.people(to)),
  put: ({ from, to }, world) => door(world, from).transact([put(to, "p-new")]),
  "put beside one's own": ({ from, to }, world) =>
    door(world, from).transact([put(from, "p-beside"), ...(from === to ? [] : [put(to, "p-beside")])]),
  "put into another's index": ({ from, to }, world) => {
    const indexes = { listing: { partition: indexPartitions.claims(to), sort: "p-listed" } };
    return door(world, from).transact([
      { kind: "put", key: keys.person(from, "p-listed"), content: { ...NEW, indexes }, when: "absent" },
    ]);
  },
  check: async ({ from, to }, world) => {
    const key = keys.person(to, world.person(to));
    return door(world, from).transact([{ kind: "check", key, when: { version: await versionOf(to, world) } }]);
  },
  delete: async ({ from, to }, world) => {
    const key = keys.person(to, world.person(to));
    return door(world, from).transact([{ kind: "delete", key, when: { version: await versionOf(to, world) } }]);
  },
};

const put = (tenant: Tenant, key: string): Write => ({
  ...{ kind: "put", key: keys.person(tenant, key), content: NEW, when: "absent" },
});

async function versionOf(tenant: Tenant, { office, person }: World): Promise<number> {
  return (await office.deps.store.get(keys.person(tenant, person(tenant))))?.version ?? 0;
}
