import type { Decision } from "../decision.ts";
import type { AccountInput } from "./input.ts";
import { decisionOf } from "./outcome.ts";
import { endOf, remindersOf } from "./reminder-dates.ts";

/** Tells who answers for a contractor that the contract ends; each of the policy's days once, for each end date. */
export function planReminder(input: AccountInput): Decision | undefined {
  const { person, now, sponsor, operators } = input;
  const end = endOf(input);
  const due = remindersOf(input).filter(({ at, effect }) => at <= now && person.effects[effect] === undefined);
  if (!end || due.length === 0 || end.at <= now) return undefined;
  const effects = due.map(({ effect }) => effect);
  const reason = `the contract ends on ${end.endDate}`;
  const to = sponsor?.reachable ? sponsor.email : operators;
  if (to === undefined)
    return decisionOf(input, { reason, phaseNow: person.phase, effects, notes: ["nobody can be reminded of the end"] });
  const why = sponsor?.reachable ? reason : `${reason}; the sponsor cannot be reached, so the operators hear of it`;
  return decisionOf(input, {
    flow: "reminder",
    reason,
    operations: [{ kind: "remind-sponsor", why, to, endDate: end.endDate }],
    effects,
    phaseNow: person.phase,
  });
}
