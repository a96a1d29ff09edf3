import type { AttributeAuthority, Decision, DueItem } from "../decision.ts";
import { stepAuthority } from "../mastery.ts";
import type { Operation, OperationOf } from "../operation.ts";
import type { Person } from "../person.ts";
import { reachPhase } from "../reach-phase.ts";
import { addDays, startOfDay } from "../time.ts";
import { holdSuspended } from "./absence.ts";
import { hasReachableManager, planCredential } from "./credential.ts";
import { readDate } from "./dates.ts";
import { dueForDates } from "./due.ts";
import { effectsOfCalledOff } from "./effects-after.ts";
import { worksByRecord } from "./employment.ts";
import { planJoinerGroups } from "./groups.ts";
import { type AccountInput, statusOf } from "./input.ts";
import { decisionOf } from "./outcome.ts";
import { planProfile } from "./profile.ts";
import { firstStanding } from "./standing.ts";
import { startOfEmployment } from "./start-of-employment.ts";
import { planUserType } from "./user-type.ts";

/** Whose effects and orders count: of the life cycle that goes on, of a new one, or of one whose leaver is called off. */
export type LifeCycle = "present" | "new" | "called-off";

/** @param why why this person joins, in words for an auditor. */
export function planJoiner(input: AccountInput, why: string, cycle: LifeCycle): Decision {
  const { effects } = input.person;
  const joining: Joining = {
    why,
    notes: cycle === "new" ? ["rehire"] : [],
    effects: { present: effects, new: {}, "called-off": effectsOfCalledOff(input.person) }[cycle],
    person: reachPhase(input.person, { phase: "joining", now: input.now, callsOffLeaver: calledOff(cycle) }),
  };
  const decision = planInTime(input, joining);
  return cycle === "called-off" ? { ...decision, callsOffLeaver: true } : decision;
}

const calledOff = (cycle: LifeCycle): true | undefined => (cycle === "called-off" ? true : undefined);

interface Joining {
  readonly why: string;
  readonly notes: readonly string[];
  readonly effects: Person["effects"];
  /** Once the decision is recorded: what makes something due is what holds then. */
  readonly person: Person;
}

function planInTime(input: AccountInput, joining: Joining): Decision {
  const { why, person } = joining;
  const notes = [...joining.notes];
  const due = dueForDates({ ...input, person });
  if (statusOf(input.account) === "SUSPENDED" && worksByRecord(input.employment))
    return holdSuspended(input, `${why}, and the record says that the person works here`, "joining");
  if (statusOf(input.account) === "SUSPENDED")
    return decisionOf(input, {
      reason: "the account is suspended: nothing is done until it is active",
      phaseNow: "joining",
      due,
      notes,
    });
  const start = startOf(input);
  if (start === "malformed") {
    const hold = badDate("bad-start-date", input.policy.attributes.startDate);
    return decisionOf(input, { reason: hold.reason, phaseNow: "joining", hold, due, notes });
  }
  if (start !== undefined && input.now < start.at)
    return decisionOf(input, {
      reason: "the start date has not come yet",
      phaseNow: "joining",
      due: [...due, start],
      notes,
    });
  return planNow(input, joining);
}

function planNow(input: AccountInput, { why, notes, effects, person }: Joining): Decision {
  const credential = planCredential(input, effects);
  const profile = planProfile(input);
  const groups = planJoinerGroups(input, profile.profile);
  const welcome = planWelcome(input, effects);
  const userType = planUserType(input, profile.profile);
  const refused = [...profile.refused, ...groups.refused, ...userType.refused];
  const allNotes = [...notes, ...profile.notes, ...credential.notes, ...welcome.notes];
  const { hold } = credential;
  if (hold)
    return decisionOf(input, {
      reason: hold.reason,
      phaseNow: "joining",
      hold,
      refused,
      due: dueForDates({ ...input, person }),
      notes: allNotes,
    });
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
    due: dueForDates({ ...input, person: { ...reachPhase(person, { phase: "joined", now: input.now }), standing } }),
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
