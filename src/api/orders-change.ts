import { insteadOfAmending } from "../domain/decide/order-state.ts";
import { InvalidInput, StateChanged } from "../domain/errors.ts";
import type { Order } from "../domain/order.ts";
import { CalendarDate, type Instant } from "../domain/time.ts";
import { amendOrder } from "../stores/amend-order.ts";
import { forTenant } from "../stores/tenant-store.ts";
import { askForAssessment } from "./ask-for-assessment.ts";
import type { ParsedInputOf } from "./contract.ts";
import { findOrder } from "./find-order.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import type { AmendedOrder } from "./orders-withdraw.ts";
import { readWhen } from "./when.ts";

/**
 * Moves an order to another time before it has had its effect; of a hire, the first day.
 * @throws StateChanged, with what to do instead, when it has had it.
 */
export async function changeOrder(input: ParsedInputOf<"orders.change">, deps: OperatorDeps): Promise<AmendedOrder> {
  const { tenantId, orderId, by, reason } = input;
  const { tenant, person } = await findOrder(tenantId, orderId, deps);
  const now = deps.clock.now();
  const { timeZone } = tenant.config.policy;
  const at = { tenantId, personKey: person.key, orderId, by };
  const { order, changed } = await amendOrder(forTenant(deps.store, tenantId), at, now, (whose, present) => {
    const moved = moveOrder(present, input.at, { now, timeZone });
    if (!moved) return undefined;
    const instead = insteadOfAmending(whose, present, now);
    if (instead !== undefined) throw new StateChanged(`nothing was changed: ${instead}`);
    if (present.kind === "contain")
      throw new StateChanged("nothing was changed: a containment holds at once; lift it with `mastery person return`");
    if (present.kind === "leave" && whose.phase === "blocked" && present.at <= now)
      throw new StateChanged(
        "nothing was changed: sign-in is blocked by this leave; withdraw it (`mastery orders withdraw`), and order it anew for the other day",
      );
    const detail = { kind: present.kind, from: moved.from, to: moved.to, reason };
    return { order: moved.order, kind: "order-changed", detail };
  });
  await askForAssessment(deps, tenantId, person.key);
  const named = person.label === undefined ? {} : { label: person.label };
  return { tenantId, personKey: person.key, ...named, order, changed, timeZone };
}

interface Moved {
  readonly order: Order;
  readonly from?: string | undefined;
  readonly to: string;
}

/** Undefined when the order is for that time already. */
function moveOrder(order: Order, text: string, at: { now: Instant; timeZone: string }): Moved | undefined {
  if (order.kind !== "hire") {
    const to = readWhen(text, { ...at, edge: order.kind === "leave" || order.kind === "contain" ? "end" : "start" });
    return to === order.at ? undefined : { order: { ...order, at: to }, from: order.at, to };
  }
  const first = CalendarDate.safeParse(text);
  if (!first.success) throw new InvalidInput("--at takes a date for a hire, such as 2026-03-31: the first day of work");
  const { engagement } = order;
  const to = first.data;
  if (engagement.startDate === to) return undefined;
  if (engagement.endDate !== undefined && to > engagement.endDate)
    throw new InvalidInput(`the first day would come after the last one, ${engagement.endDate}`);
  return { order: { ...order, engagement: { ...engagement, startDate: to } }, from: engagement.startDate, to };
}
