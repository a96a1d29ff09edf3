import type { Account } from "../account.ts";
import type { Decision } from "../decision.ts";
import { hasJoined } from "../has-joined.ts";
import type { Phase } from "../person.ts";
import { addMs, type Instant, startOfDay } from "../time.ts";
import { dueForDates } from "./due.ts";
import { type Employment, isOver } from "./employment.ts";
import { type AccountInput, type DecideInput, statusOf } from "./input.ts";
import { planJoiner } from "./joiner.ts";
import { DEACTIVATION_UNDONE } from "./leave-trigger.ts";
import { planNewAccount } from "./new-account.ts";
import { decisionOf } from "./outcome.ts";
import { recheckHold } from "./recheck.ts";
import { isRehire } from "./rehire.ts";
import { startOfEmployment } from "./start-of-employment.ts";

const HERE: ReadonlySet<Phase> = new Set(["adopted", "joining", "joined", "moving", "absent"]);

/** What a record outside Okta makes of somebody who stays, where the account alone would say something else. */
export function planByRecord(input: AccountInput): Decision | undefined {
  const { employment, account } = input;
  if (!employment) return undefined;
  if (employment.status === "unknown") return holdUnknown(input, employment);
  if (statusOf(account) !== "DEPROVISIONED" || isOver(employment.status)) return undefined;
  const ended = input.person.leftAt ?? endOf(account);
  if (endedMeanwhile(input, employment) || !isRehire(input, employment, ended))
    return holdContradiction(input, employment, "deactivated");
  return planJoiner(input, `a rehire: ${employment.words}`, "new");
}

const endOf = ({ statusChanged, lastUpdated }: Account): Instant => statusChanged ?? lastUpdated;

/** Okta's word for when a deactivation was done may come after ours. */
const LATE_MS = 600_000;
const DAY_MS = 86_400_000;

/**
 * Somebody deactivated the account in the present life cycle, so that it is not the former one's: who had joined, be it
 * ahead of the first day, or was joining. A leaver or a containment deactivates as well, and then it was us.
 */
function endedMeanwhile(input: AccountInput, employment: Employment): boolean {
  const { person, account, onboardedAt } = input;
  const { phase, leftAt, effects } = person;
  if (!HERE.has(phase)) return false;
  if (effects[DEACTIVATION_UNDONE] !== undefined) return true;
  if (hasJoined(person)) return !isOfFormerEmployment(input, employment);
  return endOf(account) > addMs(leftAt ?? onboardedAt, LATE_MS);
}

/**
 * Whoever joined for an employment that has ended since may have been closed at its end, and joins for the next one. An
 * administrator who closes the account at another time, or once the next has begun, means the person.
 */
function isOfFormerEmployment(
  { person, account, otherEmployments }: AccountInput,
  { startDate, timeZone }: Employment,
): boolean {
  const endedAt = otherEmployments?.endedAt;
  if (endedAt === undefined || (person.joinedAt !== undefined && person.joinedAt >= endedAt)) return false;
  const closedAt = endOf(account);
  // Opened for the next one before, it was closed once more.
  const lastDay = addMs(endedAt, -DAY_MS);
  if (person.backSince !== undefined && person.backSince > lastDay && closedAt > person.backSince) return false;
  const hasBegun = startDate !== undefined && closedAt >= startOfDay(startDate, timeZone);
  return closedAt >= lastDay && closedAt <= addMs(endedAt, hasBegun ? LATE_MS : DAY_MS);
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

/**
 * A former leaver whose sign-in is still only blocked, and whom the HR system employs again from a later day: the block is
 * lifted on that day, and the live account makes a joiner.
 */
export function planRehireInGrace(input: AccountInput): Decision | undefined {
  const { employment, person, account, now } = input;
  if (employment?.source !== "hr" || statusOf(account) !== "SUSPENDED") return undefined;
  const [ended] = [person.leftAt, person.blockedAt]
    .filter((at) => at !== undefined)
    .toSorted()
    .reverse();
  if (employment.startDate === undefined || !isRehire(input, employment, ended ?? now)) return undefined;
  const phaseNow = person.phase;
  const start = startOfEmployment(input, employment, employment.startDate);
  const why = `a rehire: ${employment.words}`;
  if (now < start.at)
    return decisionOf(input, {
      reason: `${why}; sign-in stays blocked until then`,
      phaseNow,
      due: [...dueForDates(input), start],
    });
  return decisionOf(input, {
    flow: "return",
    reason: why,
    operations: [{ kind: "restore-sign-in", why }],
    lookAgain: true,
    phaseNow,
  });
}

/**
 * What is to be done for somebody whose account was deleted in Okta and whose record goes on. A new employment gets a new
 * account, as does whoever was hired by order since; otherwise Okta and the record contradict each other. An account that
 * somebody makes under the same login is linked by itself.
 */
export function planInPlaceOfGone(input: DecideInput, employment: Employment): Decision {
  const { phase, leftAt } = input.person;
  if (input.correlation?.kind === "disputed" || input.correlation?.kind === "same-person")
    return planNewAccount(input, employment);
  const isBetween = phase === "left" || phase === "joining";
  if (isBetween && leftAt !== undefined && isRehire(input, employment, leftAt))
    return planNewAccount(input, employment);
  if (employment.source === "hr") return holdContradiction(input, employment, "deleted");
  return decisionOf(input, { situation: "deleted", reason: "the account no longer exists in Okta", phaseNow: "left" });
}

/** What an administrator can do about the account. */
const MEND = {
  deactivated: "activate the account in Okta",
  deleted: "make an account with the same login in Okta, which is linked by itself",
} as const;

function holdContradiction(input: DecideInput, { words, startDate }: Employment, done: keyof typeof MEND): Decision {
  const hasLeft = input.person.phase === "left";
  const firstDay =
    startDate === undefined ? "without a first day" : "with a first day before the end of the former life";
  const reason = hasLeft
    ? `the record says active again, ${firstDay}: ${words}`
    : `the account was ${done} in Okta, though the record says that its person works here: ${words}`;
  const todo = hasLeft
    ? `enter the first day of the new employment in the HR system, or ${MEND[done]}`
    : `end the employment in the HR system, or ${MEND[done]}`;
  const code = hasLeft ? "active-again" : "contradicts-authority";
  const isGone = done === "deleted";
  return decisionOf(input, {
    situation: isGone ? "deleted" : "linked",
    reason,
    // No event tells of this person when another account bears the login.
    ...(isGone ? { due: [recheckHold(input, code, "until the account was made again")] } : {}),
    phaseNow: input.person.phase,
    hold: { code, reason, todo },
  });
}

function holdUnknown(input: AccountInput, { words }: Employment): Decision {
  const reason = `nobody can tell whether the person works here: ${words}`;
  const todo = "map the status in the tenant's file, or correct the record's dates; it goes on by itself then";
  const hold = { code: "unknown-status", reason, todo };
  return decisionOf(input, { situation: "linked", reason, phaseNow: input.person.phase, hold });
}
