import type { Decision } from "../decision.ts";
import { startOfDay } from "../time.ts";
import type { Employment } from "./employment.ts";
import { type AccountInput, statusOf } from "./input.ts";
import { planJoiner } from "./joiner.ts";
import { decisionOf } from "./outcome.ts";

/** What a record outside Okta makes of somebody who stays, where the account alone would say something else. */
export function planByRecord(input: AccountInput): Decision | undefined {
  const { employment, account } = input;
  if (!employment) return undefined;
  if (employment.status === "unknown") return holdUnknown(input, employment);
  if (statusOf(account) !== "DEPROVISIONED") return undefined;
  if (!isRehire(input, employment)) return holdContradiction(input, employment);
  return planJoiner(input, `a rehire: ${employment.words}`, true);
}

/**
 * In a tenant whose HR system says who joins, an account that somebody made in Okta waits for its record: HR may be late,
 * and whoever HR does not hold is engaged by order, with a sponsor and an end.
 */
export function waitForRecord(input: AccountInput): Decision | undefined {
  if (!input.isBroughtIn || input.employment) return undefined;
  return decisionOf(input, {
    situation: "unmatched",
    reason: "no worker record is known for this account, and the HR system says who joins",
    phaseNow: input.person.phase,
    notes: ["it goes on when the record comes, or when somebody engages the person (`mastery person hire`)"],
  });
}

/** The account ended with a former employment: the record is of one that begins later. */
function isRehire({ person, account }: AccountInput, { source, startDate, timeZone }: Employment): boolean {
  if (source === "order") return true;
  const ended = person.leftAt ?? account.statusChanged ?? account.lastUpdated;
  return startDate !== undefined && startOfDay(startDate, timeZone) >= ended;
}

function holdContradiction(input: AccountInput, { words }: Employment): Decision {
  const hasLeft = input.person.phase === "left";
  const reason = hasLeft
    ? `the record says active again, without a first day after the person had left: ${words}`
    : `the account was deactivated in Okta, though the record says that its person works here: ${words}`;
  const todo = hasLeft
    ? "enter the first day of the new employment in the HR system, or activate the account in Okta"
    : "end the employment in the HR system, or activate the account in Okta";
  const code = hasLeft ? "active-again" : "contradicts-authority";
  return decisionOf(input, { reason, phaseNow: input.person.phase, hold: { code, reason, todo } });
}

function holdUnknown(input: AccountInput, { words }: Employment): Decision {
  const reason = `nobody can tell whether the person works here: ${words}`;
  const todo = "map the status in the tenant's file, or correct the record's dates; it goes on by itself then";
  const hold = { code: "unknown-status", reason, todo };
  return decisionOf(input, { situation: "linked", reason, phaseNow: input.person.phase, hold });
}
