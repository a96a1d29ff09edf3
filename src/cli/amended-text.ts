import type { AmendedOrder } from "../api/orders-withdraw.ts";
import { textOf, type Values } from "./command.ts";
import { operatorName } from "./operator-name.ts";
import { onTheClock } from "./order-text.ts";
import { requiredTenant } from "./required-tenant.ts";
import { facts } from "./table.ts";
import { UsageError } from "./usage-error.ts";

/** Whose order is amended, by whom and why. @throws UsageError when tenant or reason are missing. */
export function readAmendment(values: Values, path: readonly string[]) {
  const tenantId = requiredTenant(values, "an order belongs to a tenant", path);
  const reason = textOf(values, "reason");
  if (!reason?.trim()) throw new UsageError("--reason TEXT is required: the audit trail keeps it", path);
  return { tenantId, reason, by: operatorName(textOf(values, "by"), path) };
}

/** The order as it is now. @param done what was done to it, in one word. */
export function amendedText({ order, changed, timeZone, personKey, label, tenantId }: AmendedOrder, done: string) {
  return facts([
    [changed ? done : `already ${done}`, `${order.kind}, order ${order.id}`],
    ["holds from", order.withdrawn ? undefined : onTheClock(order.at, timeZone)],
    ["first day", order.kind === "hire" && !order.withdrawn ? order.engagement.startDate : undefined],
    ["person", label === undefined ? personKey : `${label}, ${personKey}`],
    ["tenant", tenantId],
  ]);
}
