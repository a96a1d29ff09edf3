import type { Decision, DueItem } from "../decision.ts";
import { MASTERY } from "../mastery.ts";
import type { Operation } from "../operation.ts";
import type { OrderOf } from "../order.ts";
import type { Phase } from "../person.ts";
import { addMs, epochMsOf } from "../time.ts";
import { foundSuspended, isAway, planReturn } from "./absence.ts";
import { dueForDates } from "./due.ts";
import { type Employment, isOver } from "./employment.ts";
import { type AccountInput, type DecideInput, statusOf } from "./input.ts";
import { openOrders } from "./orders.ts";
import { decisionOf } from "./outcome.ts";

/** A leaver is more than a containment, and goes on. */
const ENDED: ReadonlySet<Phase> = new Set(["leaving", "blocked", "left"]);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Containment: where another system says who leaves, a named operator has access cut reversibly, with a task to end the
 * person there. The next import of that system may undo a suspension, so it is looked at again and again until the
 * authority agrees, and blocked each time. Undefined for who is not contained.
 */
export function planContainment(input: AccountInput): Decision | undefined {
  const { person, account, now } = input;
  const order = openOrders(person, "contain").findLast(({ at }) => at <= now);
  const isDeactivated = statusOf(account) === "DEPROVISIONED";
  if (ENDED.has(person.phase) || (!order && person.phase !== "contained")) return undefined;
  if (isDeactivated) return order && input.isBroughtIn ? holdDeactivated(input, order) : undefined;
  if (order) return contain(input, order);
  const reason = "the containment was withdrawn by a named operator";
  if (!isAway(input)) return planReturn(input, reason);
  // The suspension goes on for the absence.
  return statusOf(account) === "SUSPENDED" ? decisionOf(input, { reason, phaseNow: "absent" }) : undefined;
}

/** Nobody else ends the account of somebody whom we bring in: the HR system still has to say that the employment is over. */
function holdDeactivated(input: AccountInput, { id }: OrderOf<"contain">): Decision {
  const reason = `contained by order of a named operator (order ${id}), and the record says that the person works here`;
  const todo =
    "end the employment in the HR system; if the person stays, order the return (`mastery person return`) and activate the account in Okta";
  const hold = { code: "contradicts-authority", reason, todo };
  return decisionOf(input, { reason, phaseNow: "contained", hold });
}

/** Whoever is to be out at once, by order of a named operator, gets no account, whatever the record says. */
export function planUrgentLeave(input: DecideInput, { source, status, words }: Employment): Decision | undefined {
  const order = openOrders(input.person, "contain").findLast(({ at }) => at <= input.now);
  if (!order || source !== "hr" || isOver(status)) return undefined;
  const reason = `an urgent leave was ordered by a named operator (order ${order.id}), so no account is made: ${words}`;
  const todo = "call the hire off in the HR system, or withdraw the order (`mastery orders withdraw`)";
  const hold = { code: "contradicts-authority", reason, todo };
  return decisionOf(input, { situation: "unmatched", reason, phaseNow: input.person.phase, due: [], hold });
}

function contain(input: AccountInput, order: OrderOf<"contain">): Decision {
  const { person, account } = input;
  const why = `contained by order of a named operator (order ${order.id})`;
  const status = statusOf(account);
  const effect = `contained:${order.id}`;
  // Okta suspends active accounts only. One that we made for a record is deactivated instead: no import brings it back.
  const canSuspend = status === "SUSPENDED" || status === "ACTIVE";
  if (!canSuspend && !input.isBroughtIn) return holdUncontainable(input, order, why);
  const isAgain = person.effects[effect] !== undefined;
  const isOpen = status !== "SUSPENDED";
  const by = canSuspend ? "suspend" : "deactivate";
  const operations: Operation[] = [
    ...(isOpen ? [{ kind: "block-sign-in", why, by } as const] : []),
    ...(isOpen || !isAgain ? [{ kind: "clear-sessions", why } as const] : []),
    ...taskFor(input, order, why),
  ];
  return decisionOf(input, {
    flow: "contain",
    reason: why,
    operations,
    effects: [...(isAgain ? [] : [effect]), ...foundSuspended(input)],
    due: [...dueForDates(input), nextCheck(input, order)],
    phaseNow: "contained",
    notes: isAgain && isOpen ? ["the account was live again, by an import or by hand: it is blocked again"] : [],
  });
}

/** The task to end the person where that is decided, raised once for each order. */
function taskFor({ mode, person, operators }: AccountInput, order: OrderOf<"contain">, why: string): Operation[] {
  const taskKey = `contain-${order.id.slice(0, 8)}`;
  if (person.effects[`task:${taskKey}`] !== undefined) return [];
  const { authority, rightPlace } = MASTERY[mode];
  const title = `End the account in ${authority}`;
  const instructions = `Access is cut in Okta. ${authority} decides who leaves: disable the person there (${rightPlace}).`;
  return [{ kind: "raise-task", why, taskKey, title, instructions, owner: operators ?? order.orderedBy, dueDays: 0 }];
}

/** Every quarter of an hour in the first two hours, then hourly: imports of directories run about as often. */
function nextCheck({ now }: AccountInput, order: OrderOf<"contain">): DueItem {
  const age = epochMsOf(now) - epochMsOf(order.at);
  const at = addMs(now, age < 2 * HOUR_MS ? 15 * MINUTE_MS : HOUR_MS);
  return { at, kind: "recheck", why: "until the authority has ended the account" };
}

/** Okta cannot suspend it: running sessions end and the task is raised, and it is suspended as soon as it is active. */
function holdUncontainable(input: AccountInput, order: OrderOf<"contain">, why: string): Decision {
  const { person, account, mode } = input;
  const effect = `contain-tried:${order.id}`;
  const due = [...dueForDates(input), nextCheck(input, order)];
  const isTried = person.effects[effect] !== undefined;
  if (!isTried)
    return decisionOf(input, {
      flow: "contain",
      reason: why,
      operations: [{ kind: "clear-sessions", why }, ...taskFor(input, order, why)],
      effects: [effect],
      due,
      lookAgain: true,
      phaseNow: person.phase,
    });
  const { authority, rightPlace } = MASTERY[mode];
  // https://developer.okta.com/docs/reference/api/users/#suspend-user
  const reason = `${why}, but Okta suspends active accounts only, and this one is ${statusOf(account)}`;
  const todo = `end the person at once in ${authority} (${rightPlace})`;
  return decisionOf(input, { reason, phaseNow: person.phase, due, hold: { code: "cannot-contain", reason, todo } });
}
