import { insteadOfAmending } from "../domain/decide/order-state.ts";
import { StateChanged } from "../domain/errors.ts";
import type { Order } from "../domain/order.ts";
import type { Instant } from "../domain/time.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { amendOrder } from "../stores/amend-order.ts";
import { forTenant } from "../stores/tenant-store.ts";
import { askForAssessment } from "./ask-for-assessment.ts";
import type { ParsedInputOf } from "./contract.ts";
import { findOrder } from "./find-order.ts";
import type { OperatorDeps } from "./operator-deps.ts";

/** An order after it was changed or withdrawn. */
export interface AmendedOrder {
  readonly tenantId: string;
  readonly personKey: string;
  readonly label?: string;
  readonly order: Order;
  /** False when it was so before. */
  readonly changed: boolean;
  readonly timeZone: string;
}

/** Takes an order back before it has had its effect. @throws StateChanged, with what to do instead, when it has. */
export async function withdrawOrder(
  input: ParsedInputOf<"orders.withdraw">,
  deps: OperatorDeps,
): Promise<AmendedOrder> {
  const { tenantId, orderId } = input;
  const { tenant, person } = await findOrder(tenantId, orderId, deps);
  const at = { tenantId, personKey: person.key, orderId, by: input.by, reason: input.reason };
  const { order, changed } = await withdraw(at, {
    store: forTenant(deps.store, tenantId),
    now: deps.clock.now(),
    deps,
  });
  const named = person.label === undefined ? {} : { label: person.label };
  return { tenantId, personKey: person.key, ...named, order, changed, timeZone: tenant.config.policy.timeZone };
}

/** Withdraws an order of a person whom we know. */
export async function withdraw(
  at: { tenantId: string; personKey: string; orderId: string; by: string; reason: string },
  { store, now, deps }: { store: ItemStore; now: Instant; deps: Pick<OperatorDeps, "assessments"> },
) {
  const { tenantId, personKey, by, reason } = at;
  const amended = await amendOrder(store, at, now, (person, order) => {
    if (order.withdrawn) return undefined;
    const instead = insteadOfAmending(person, order, now);
    if (instead !== undefined) throw new StateChanged(`nothing was withdrawn: ${instead}`);
    const detail = { kind: order.kind, at: order.at, reason };
    return { order: { ...order, withdrawn: { by, at: now, reason } }, kind: "order-withdrawn", detail };
  });
  await askForAssessment(deps, tenantId, personKey);
  return amended;
}
