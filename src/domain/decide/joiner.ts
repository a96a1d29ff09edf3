import type { AttributeAuthority, Decision, DueItem } from "../decision.ts";
import { stepAuthority } from "../mastery.ts";
import type { Operation, OperationOf } from "../operation.ts";
import { addDays, type Instant, startOfDay } from "../time.ts";
import { holdSuspended } from "./absence.ts";
import { hasReachableManager, planCredential } from "./credential.ts";
import { readDate } from "./dates.ts";
import { dueForDates } from "./due.ts";
import { worksByRecord } from "./employment.ts";
import { planJoinerGroups } from "./groups.ts";
import { type AccountInput, statusOf } from "./input.ts";
import { decisionOf } from "./outcome.ts";
import { planProfile } from "./profile.ts";
import { firstStanding } from "./standing.ts";
import { startOfEmployment } from "./start-of-employment.ts";
import { planUserType } from "./user-type.ts";

/** @param why why this person joins, in words for an auditor. @param isRehire effects of the former life cycle are void. */
export function planJoiner(input: AccountInput, why: string, isRehire: boolean): Decision {
  const notes = isRehire ? ["rehire"] : [];
  if (statusOf(input.account) === "SUSPENDED" && worksByRecord(input.employment))
    return holdSuspended(input, `${why}, and the record says that the person works here`, "joining");
  if (statusOf(input.account) === "SUSPENDED")
    return decisionOf(input, {
      reason: "the account is suspended: nothing is done until it is active",
      phaseNow: "joining",
      notes,
    });
  const start = startOf(input);
  if (start === "malformed") {
    const hold = badDate("bad-start-date", input.policy.attributes.startDate);
    return decisionOf(input, { reason: hold.reason, phaseNow: "joining", hold, notes });
  }
  if (start !== undefined && input.now < start.at)
    return decisionOf(input, {
      reason: "the start date has not come yet",
      phaseNow: "joining",
      due: [...dueForDates(input), start],
      notes,
    });
  return planNow(input, { why, notes, effects: isRehire ? {} : input.person.effects });
}

interface Joining {
  readonly why: string;
  readonly notes: readonly string[];
  readonly effects: Readonly<Record<string, Instant>>;
}

function planNow(input: AccountInput, { why, notes, effects }: Joining): Decision {
  const credential = planCredential(input, effects);
  const profile = planProfile(input);
  const groups = planJoinerGroups(input, profile.profile);
  const welcome = planWelcome(input, effects);
  const userType = planUserType(input, profile.profile);
  const refused = [...profile.refused, ...groups.refused, ...userType.refused];
  const allNotes = [...notes, ...profile.notes, ...credential.notes, ...welcome.notes];
  const { hold } = credential;
  if (hold) return decisionOf(input, { reason: hold.reason, phaseNow: "joining", hold, refused, notes: allNotes });
  const operations: Operation[] = [
    credential.reopen,
    userType.operation,
    profile.operation,
    ...groups.operations,
    credential.activate,
    credential.deliver,
    welcome.operation,
  ].filter((operation) => operation !== undefined);
  const standing = firstStanding(input, profile.profile);
  return decisionOf(input, {
    flow: "joiner",
    reason: operations.length > 0 ? why : `${why}: nothing is left to do`,
    operations,
    authority: { ...profile.authority, ...userType.authority, ...stepsOf(input, operations) },
    refused,
    notes: allNotes,
    phaseNow: "joining",
    phaseAfter: "joined",
    due: dueForDates({ ...input, person: { ...input.person, phase: "joined", standing } }),
    standing,
  });
}

function stepsOf(input: AccountInput, operations: readonly Operation[]): Record<string, AttributeAuthority> {
  const kinds = new Set(operations.map(({ kind }) => kind));
  return {
    ...(kinds.has("activate") ? { "step:activate": stepAuthority(input.mode, "activate") } : {}),
    ...(kinds.has("deliver-credential") ? { "step:password": stepAuthority(input.mode, "password") } : {}),
    ...(kinds.has("add-group") ? { "step:groups": stepAuthority(input.mode, "groups") } : {}),
  };
}

function startOf(input: AccountInput): DueItem | "malformed" | undefined {
  const { account, policy, employment } = input;
  if (employment?.startDate) return startOfEmployment(input, employment, employment.startDate);
  const { startDate } = policy.attributes;
  const date = readDate(account.profile, startDate);
  if (date === undefined) return undefined;
  if (date === "malformed") return "malformed";
  const { leadDays } = policy.joiner;
  const at = startOfDay(addDays(date, -leadDays), policy.timeZone);
  return { at, kind: "start", why: `start date in ${startDate}, ${leadDays} days ahead` };
}

function planWelcome(
  input: AccountInput,
  effects: Joining["effects"],
): { readonly operation?: OperationOf<"welcome-manager">; readonly notes: readonly string[] } {
  if (!input.policy.joiner.welcomeManager || effects["welcome"] !== undefined) return { notes: [] };
  const to = input.manager?.email;
  if (!hasReachableManager(input) || to === undefined)
    return { notes: ["no welcome note: the account names no manager who can be reached"] };
  const why = "the policy lets the manager know";
  return { operation: { kind: "welcome-manager", why, to }, notes: [] };
}

/** A hold for a date attribute that does not hold a date; the value stays out of it. */
export function badDate(code: string, attribute = "the date attribute") {
  return {
    code,
    reason: `${attribute} does not hold a calendar date`,
    todo: `write ${attribute} as YYYY-MM-DD in Okta, or clear it`,
  };
}
