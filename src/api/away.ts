import { absenceAt } from "../domain/decide/order-state.ts";
import { openOrders } from "../domain/decide/orders.ts";
import type { Person } from "../domain/person.ts";
import type { Instant } from "../domain/time.ts";

/** Whose sign-in is cut by order, and when it is to be given back. */
export interface Away {
  readonly kind: "absent" | "contained";
  readonly order: string;
  readonly since: Instant;
  /** When the return was ordered for; missing while none is, and for a containment, which the authority ends. */
  readonly until?: Instant;
  /** The return is due, and sign-in has not been given back. */
  readonly isOverdue: boolean;
}

/** How somebody stands who is absent or contained by order. */
export function awayOf(person: Person, now: Instant): Away | undefined {
  const contain = openOrders(person, "contain").findLast(({ at }) => at <= now);
  if (person.phase === "contained" && contain)
    return { kind: "contained", order: contain.id, since: contain.at, isOverdue: false };
  if (person.phase !== "absent") return undefined;
  const absence = absenceAt(person, now) ?? openOrders(person, "absence").findLast(({ at }) => at <= now);
  if (!absence) return undefined;
  const back = openOrders(person, "return").find(({ at }) => at > absence.at);
  const until = back === undefined ? {} : { until: back.at };
  return {
    kind: "absent",
    order: absence.id,
    since: absence.at,
    ...until,
    isOverdue: back !== undefined && back.at <= now,
  };
}
