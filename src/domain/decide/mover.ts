import type { Profile } from "../account.ts";
import type { Decision } from "../decision.ts";
import { stepAuthority } from "../mastery.ts";
import type { Operation } from "../operation.ts";
import type { Standing } from "../person.ts";
import { textOf } from "../worker.ts";
import { dueForDates } from "./due.ts";
import { type AccountInput, isLive } from "./input.ts";
import { planMoverGroups } from "./mover-groups.ts";
import { planMoverProfile } from "./mover-profile.ts";
import { decisionOf } from "./outcome.ts";
import { pendingWishes } from "./overlay.ts";
import type { ProfilePlan } from "./profile.ts";
import { changedFacts, type Fact, presentStanding, standingOf, wordOf } from "./standing.ts";
import { planManagerNotes } from "./tell-managers.ts";
import { leftUserType, planUserType, userTypeGiven } from "./user-type.ts";

const NAME_FACTS: ReadonlySet<Fact> = new Set(["firstName", "lastName", "email"]);

/**
 * The way from what the person's access rests on to what the facts say now. Undefined when nothing moved and no overlap
 * has ended; somebody who was never looked at has nothing to move from.
 */
export function planMover(input: AccountInput): Decision | undefined {
  const standing = presentStanding(input.person);
  if (!standing) return undefined;
  const changed = changedFacts(input, standing);
  const pending = [...pendingWishes(input).keys()];
  // A move that was cut short and whose facts are as before: what it had written by then is taken back as by a move.
  const isCutShort = input.person.phase === "moving";
  const hasMoved = changed.length > 0 || pending.length > 0 || isCutShort;
  const profile: ProfilePlan = hasMoved ? planMoverProfile(input, standing) : untouched(input);
  const groups = planMoverGroups(input, standing, profile.profile, hasMoved);
  if (!hasMoved && groups.lost.length === 0) return undefined;
  const why = reasonFor(changed, pending, isCutShort);
  if (!isLive(input.account)) return waitUntilActive(input, why);
  const managers = planManagerNotes(input, standing, changed);
  const userType = planMoverUserType(input, standing, profile.profile);
  const operations: Operation[] = [
    ...(userType.operation ? [userType.operation] : []),
    ...(profile.operation ? [profile.operation] : []),
    ...groups.gained,
    ...groups.lost,
    ...managers.operations,
  ];
  const after = standingOf(input, profile.profile, groups.after);
  const writesGroups = groups.gained.length + groups.lost.length > 0;
  return decisionOf(input, {
    flow: "mover",
    reason: operations.length > 0 ? why : `${why}: nothing is left to do`,
    operations,
    authority: {
      ...profile.authority,
      ...userType.authority,
      ...(writesGroups ? { "step:groups": stepAuthority(input.mode, "groups") } : {}),
    },
    refused: [...profile.refused, ...groups.refused, ...userType.refused],
    due: dueForDates({ ...input, person: { ...input.person, standing: after } }),
    notes: [...profile.notes, ...groups.notes, ...managers.notes, ...notesOf(input, changed)],
    phaseNow: "moving",
    phaseAfter: operations.length > 0 ? "joined" : settledPhase(input),
    standing: after,
  });
}

/** The standing of somebody who did not move: as it was, with what the rules newly give. */
export function unmovedStanding(input: AccountInput, standing: Standing): Standing {
  const { profile } = input.account;
  return { ...standingOf(input, profile, planMoverGroups(input, standing, profile, false).after), at: standing.at };
}

/** Where somebody stands for whom no move is left to carry out. */
export function settledPhase({ person }: AccountInput): Decision["phaseAfter"] {
  return person.phase === "moving" ? "joined" : person.phase;
}

function untouched({ account }: AccountInput): ProfilePlan {
  return { profile: account.profile, authority: {}, refused: [], notes: [] };
}

function waitUntilActive(input: AccountInput, why: string): Decision {
  return decisionOf(input, {
    reason: `${why}; the account is suspended, so the move waits until it is active`,
    phaseNow: settledPhase(input),
  });
}

/** A name change is a mover of its own kind, and so is a new address. */
function reasonFor(changed: readonly Fact[], pending: readonly string[], isCutShort: boolean): string {
  if (changed.length === 0 && pending.length > 0) return `profile change: ${pending.join(", ")}`;
  if (changed.length === 0 && isCutShort) return "a move that was cut short, and whose facts are as before it";
  if (changed.length === 0) return "the overlap after a move has ended";
  const kind = !changed.every((fact) => NAME_FACTS.has(fact))
    ? "move"
    : changed.every((fact) => fact === "email")
      ? "address change"
      : "name change";
  return `${kind}: ${changed.map(wordOf).join(", ")} changed`;
}

/** Okta's user type follows the worker type, and nothing else that moves. */
function planMoverUserType(input: AccountInput, standing: Standing, profile: Profile) {
  const { attributes } = input.policy;
  const before = standing.profile[attributes.workerType];
  const isOther = before !== undefined && before !== textOf(profile, attributes.workerType);
  if (!isOther && input.person.phase !== "moving") return { authority: {}, refused: [] };
  const plan = planUserType(input, profile);
  return isOther && !userTypeGiven(profile, input.policy) ? { ...plan, refused: [leftUserType()] } : plan;
}

function notesOf({ account, policy }: AccountInput, changed: readonly Fact[]): string[] {
  const { endDate } = policy.attributes;
  const isRenamed = changed.includes("firstName") || changed.includes("lastName");
  const keepsEnd = changed.includes("workerType") && endDate !== undefined && textOf(account.profile, endDate) !== "";
  return [
    ...(isRenamed ? ["the login stays as it is: change it in Okta if it is to follow the name"] : []),
    ...(keepsEnd ? [`the end date in ${endDate} still holds: clear it if it went with the former worker type`] : []),
  ];
}
