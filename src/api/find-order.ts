import { NotFound } from "../domain/errors.ts";
import type { Order } from "../domain/order.ts";
import type { Person } from "../domain/person.ts";
import { listPeople, readPerson } from "../stores/people.ts";
import { forTenant } from "../stores/tenant-store.ts";
import { readTenant, type TenantRecord } from "../tenants/tenant-records.ts";
import type { OperatorDeps } from "./operator-deps.ts";

/** Finds an order by its id, by walking over the tenant's people. @throws NotFound */
export async function findOrder(
  tenantId: string,
  orderId: string,
  deps: OperatorDeps,
): Promise<{ readonly tenant: TenantRecord; readonly person: Person; readonly order: Order }> {
  const tenant = await readTenant(deps.store, tenantId);
  const store = forTenant(deps.store, tenantId);
  for await (const { key, orders } of listPeople(store, tenantId)) {
    if (!orders.some(({ id }) => id === orderId)) continue;
    // The index may lag behind the person.
    const person = (await readPerson(store, tenantId, key))?.value;
    const order = person?.orders.find(({ id }) => id === orderId);
    if (person && order) return { tenant, person, order };
  }
  throw new NotFound(`tenant ${tenantId} has no order ${orderId}; see \`mastery orders list\``);
}
