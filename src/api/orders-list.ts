import { type OrderState, orderState } from "../domain/decide/order-state.ts";
import type { Order } from "../domain/order.ts";
import type { Person } from "../domain/person.ts";
import type { Instant } from "../domain/time.ts";
import { listPeople } from "../stores/people.ts";
import { forTenant } from "../stores/tenant-store.ts";
import type { ParsedInputOf } from "./contract.ts";
import { findPerson } from "./find-person.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { tenantsOf } from "./tenants-of.ts";

export interface OrderLine {
  readonly tenantId: string;
  readonly timeZone: string;
  readonly personKey: string;
  readonly label?: string;
  readonly state: OrderState;
  readonly order: Order;
}

export interface OrderList {
  readonly at: Instant;
  /** What is still to come or holds first, by date; then the others, newest first. */
  readonly orders: readonly OrderLine[];
}

/** Everything that operators ordered: of one person, of one tenant, or of all. */
export async function listOrders(input: ParsedInputOf<"orders.list">, deps: OperatorDeps): Promise<OrderList> {
  const now = deps.clock.now();
  const tenants = await tenantsOf(input.tenantId, deps);
  const lines: OrderLine[] = [];
  if (input.who !== undefined) {
    const found = await findPerson(input.who, tenants, deps);
    const { id, policy } = found.tenant.config;
    if (found.kind === "person") lines.push(...linesOf(id, policy.timeZone, found.person, now));
  } else
    for (const { config } of tenants)
      for await (const person of listPeople(forTenant(deps.store, config.id), config.id))
        lines.push(...linesOf(config.id, config.policy.timeZone, person, now));
  return { at: now, orders: lines.toSorted(openFirst) };
}

function linesOf(tenantId: string, timeZone: string, person: Person, now: Instant): OrderLine[] {
  const { key: personKey, label, orders } = person;
  const named = label === undefined ? {} : { label };
  return orders.map((order) => ({
    ...{ tenantId, timeZone, personKey, ...named },
    state: orderState(person, order, now),
    order,
  }));
}

const isOpen = ({ state }: OrderLine): boolean => state === "to come" || state === "holds";

function openFirst(one: OrderLine, other: OrderLine): number {
  if (isOpen(one) !== isOpen(other)) return isOpen(one) ? -1 : 1;
  return isOpen(one) ? one.order.at.localeCompare(other.order.at) : other.order.at.localeCompare(one.order.at);
}
