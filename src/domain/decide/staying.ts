import type { Decision } from "../decision.ts";
import { holdSuspended } from "./absence.ts";
import { planByRecord, planRehireInGrace, waitForRecord } from "./by-record.ts";
import { readDate } from "./dates.ts";
import { worksByRecord } from "./employment.ts";
import { planJoinerGroups } from "./groups.ts";
import type { AccountInput } from "./input.ts";
import { isLive, statusOf } from "./input.ts";
import { badDate, planJoiner } from "./joiner.ts";
import { endDatePassed, leftBeforeOnboarding } from "./leave-trigger.ts";
import { isLeaverCalledOff } from "./leaver-called-off.ts";
import { planMover, settledPhase, unmovedStanding } from "./mover.ts";
import { decisionOf } from "./outcome.ts";
import { pendingWishes, presentProfile } from "./overlay.ts";
import { planProfile } from "./profile.ts";
import { planReminder } from "./reminder.ts";
import { firstStanding, presentStanding } from "./standing.ts";

/** What is to be done for a person whom nothing makes leave. */
export function planStaying(input: AccountInput): Decision {
  const { person, account, onboardedAt } = input;
  const byRecord = planByRecord(input);
  if (byRecord) return byRecord;
  if (leftBeforeOnboarding(input))
    return decisionOf(input, {
      reason: "the account was deactivated before the tenant was onboarded",
      phaseNow: "left",
    });
  if (person.phase === "left" && !isLive(account)) return unchanged(input);
  if (hasBadEndDate(input)) return holdBadEndDate(input);
  switch (person.phase) {
    case "provisional":
      if (account.created < onboardedAt) return adopt(input);
      return waitForRecord(input) ?? planJoiner(input, "a new account in Okta", "present");
    case "joining":
      return planJoiner(input, "a joiner whose account is not complete", "present");
    case "leaving":
    case "blocked":
    case "left":
      if (isLive(account) && isLeaverCalledOff(input))
        return planJoiner(input, "the leaver was called off, and the account is live again", "called-off");
      if (isLive(account)) return planJoiner(input, "a former leaver's account is live again", "new");
      return planRehireInGrace(input) ?? holdWithdrawn(input);
    default:
      return planSettled(input);
  }
}

/** A move that has nothing to write is put down after the reminder, which would not come by itself. */
function planSettled(input: AccountInput): Decision {
  const { account, employment, person } = input;
  if (employment && worksByRecord(employment) && person.phase === "joined" && statusOf(account) === "SUSPENDED")
    return holdSuspended(input, `the record says that the person works here: ${employment.words}`);
  const move = planMover(fromWhatIs(input));
  if (move && move.operations.length > 0) return move;
  return planReminder(input) ?? move ?? unchanged(input);
}

/** Adopted as the account is; what a record or an order wants otherwise is a move from there. */
function adopt(input: AccountInput): Decision {
  const adopted = fromWhatIs({ ...input, person: { ...input.person, phase: "adopted" } });
  return planMover(adopted) ?? planReminder(adopted) ?? adoptAsIs(input);
}

/** Who was never looked at stands where the account stands, and what somebody wishes otherwise is a move. */
function fromWhatIs(input: AccountInput): AccountInput {
  if (presentStanding(input.person) || pendingWishes(input).size === 0) return input;
  const { standing: _meaningless, ...person } = input.person;
  return { ...input, person: { ...person, standing: firstStanding(input, presentProfile(input)) } };
}

function adoptAsIs(input: AccountInput): Decision {
  return decisionOf(input, {
    reason: "the account is older than the tenant's onboarding",
    phaseNow: "adopted",
    standing: firstStanding(input, input.account.profile),
    notes: ["adopted as it is: no joiner for people who were there before", ...standingNotes(input)],
  });
}

function unchanged(input: AccountInput): Decision {
  const { person, account } = input;
  const drift = person.phase === "joined" ? driftOf(input) : [];
  const standing = presentStanding(person);
  const isFirstLook = !standing && person.phase !== "left";
  return decisionOf(input, {
    reason: "unchanged",
    phaseNow: settledPhase(input),
    ...(standing ? { standing: unmovedStanding(input, standing) } : {}),
    ...(isFirstLook ? { standing: firstStanding(input, account.profile) } : {}),
    notes: [...drift, ...standingNotes(input)],
  });
}

/** What the rules would give today and the account does not have: shown, since only a move sets it right. */
function driftOf(input: AccountInput): string[] {
  const { operation, profile } = planProfile(input);
  const groups = planJoinerGroups(input, profile).operations;
  return [
    ...Object.keys(operation?.changes ?? {}).map(
      (attribute) => `drift: attribute ${attribute} is not as its rule says`,
    ),
    ...groups.map(({ groupName }) => `drift: group ${groupName} is missing`),
  ].toSorted();
}

function standingNotes(input: AccountInput): string[] {
  const isSuspended = statusOf(input.account) === "SUSPENDED";
  const isOverdue = endDatePassed(input) === "old" && isLive(input.account);
  const { endDate } = input.policy.attributes;
  return [
    ...(isSuspended
      ? ["suspended in Okta, which alone is no leaver: it may be a leave of absence or a containment"]
      : []),
    ...(isOverdue ? [`the end date in ${endDate} is an old one: order the leaver by name if it is meant`] : []),
  ];
}

function hasBadEndDate({ account, policy }: AccountInput): boolean {
  return readDate(account.profile, policy.attributes.endDate) === "malformed";
}

function holdBadEndDate(input: AccountInput): Decision {
  const hold = badDate("bad-end-date", input.policy.attributes.endDate);
  return decisionOf(input, { reason: hold.reason, phaseNow: input.person.phase, hold });
}

/** We blocked the person, and what said so no longer does: a human says which of the two is wrong. */
function holdWithdrawn(input: AccountInput): Decision {
  const reason = "sign-in is blocked, but nothing says any more that the person leaves";
  const todo = "unsuspend or activate the account in Okta if the person stays; order the leaver by name if not";
  const hold = { code: "leave-withdrawn", reason, todo };
  return decisionOf(input, { reason, phaseNow: input.person.phase, hold });
}
