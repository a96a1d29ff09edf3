import type { AttributeAuthority, Decision } from "../decision.ts";
import { stepAuthority } from "../mastery.ts";
import type { Operation, OperationOf } from "../operation.ts";
import type { Person } from "../person.ts";
import { addMs, type Instant } from "../time.ts";
import { dueForDates } from "./due.ts";
import { planLeaverGroups } from "./groups.ts";
import { type AccountInput, statusOf } from "./input.ts";
import type { LeaveTrigger } from "./leave-trigger.ts";
import { decisionOf } from "./outcome.ts";

const DAY_MS = 86_400_000;
/** Groups that one run removes: its record has to fit into an item of 400 KB, and each step into its time. */
const MOST_GROUPS = 200;
/** Refusals that one run writes down, for the same reason. */
const MOST_REFUSED = 200;

/**
 * Access ends in this order: new sign-ins, running sessions, power, second factors, then groups and the account. Each
 * part is planned from what the account shows now, so a leaver that stopped half-way goes on.
 */
export function planLeaver(input: AccountInput, { why, noted = [], due = [] }: LeaveTrigger): Decision {
  const { person, facts, policy } = input;
  const { effects } = person;
  const block = planBlock(input, why);
  const groups = planLeaverGroups(input, why);
  const end = planDeactivation(input, block, why);
  const more = Math.max(0, groups.operations.length - MOST_GROUPS);
  const roles = facts.adminRoles.filter(({ assignedBy }) => assignedBy === "USER");
  const tasks = policy.leaver.tasks.filter(({ key }) => effects[`task:${key}`] === undefined);
  const operations: Operation[] = [
    ...(block ? [block] : []),
    // Whoever was made live again since has sessions again.
    ...(block || effects["sessions-cleared"] === undefined ? [{ kind: "clear-sessions", why } as const] : []),
    ...roles.map(({ id, type }) => ({ kind: "remove-admin-role", why, roleId: id, roleType: type }) as const),
    ...(facts.factors.length > 0 ? [{ kind: "reset-factors", why, count: facts.factors.length } as const] : []),
    ...(person.recordedGroups ? [] : [{ kind: "record-groups", why } as const]),
    ...groups.operations.slice(0, MOST_GROUPS),
    ...(end.operation ? [end.operation] : []),
    ...tasks.map(({ key, ...task }) => ({ kind: "raise-task", why, taskKey: key, ...task }) as const),
  ];
  return decisionOf(input, {
    flow: "leaver",
    reason: operations.length > 0 ? why : `${why}: nothing is left to do at this time`,
    operations,
    authority: stepsOf(input, operations),
    refused: groups.refused.slice(0, MOST_REFUSED),
    due: [...dueForDates(input), ...end.due, ...due],
    notes: [...notesOf(input), ...(more > 0 ? [`${more} groups more are removed by the runs that follow`] : [])],
    phaseNow: "leaving",
    // A plan that was cut into parts is not at its end: the person is looked at again at once.
    phaseAfter: more > 0 ? "leaving" : end.phaseAfter,
    ...(more > 0 ? { lookAgain: true } : {}),
    noted: [...noted],
  });
}

function planBlock({ account }: AccountInput, why: string): OperationOf<"block-sign-in"> | undefined {
  const status = statusOf(account);
  if (status === "SUSPENDED" || status === "DEPROVISIONED") return undefined;
  // Okta suspends from ACTIVE only. https://developer.okta.com/docs/reference/api/users/#suspend-user
  return { kind: "block-sign-in", why, by: status === "ACTIVE" ? "suspend" : "deactivate" };
}

interface Deactivation {
  readonly operation?: OperationOf<"deactivate">;
  readonly due: Decision["due"];
  readonly phaseAfter: "blocked" | "left";
}

function planDeactivation(
  { account, person, policy, now }: AccountInput,
  block: OperationOf<"block-sign-in"> | undefined,
  why: string,
): Deactivation {
  if (statusOf(account) === "DEPROVISIONED" || block?.by === "deactivate") return { due: [], phaseAfter: "left" };
  const days = policy.leaver.deactivateAfterDays;
  const at = addMs(blockedSince(person) ?? now, days * DAY_MS);
  if (at <= now) return { operation: { kind: "deactivate", why }, due: [], phaseAfter: "left" };
  const due = { at, kind: "deactivate", why: `${days} days after sign-in was blocked` } as const;
  return { due: [due], phaseAfter: "blocked" };
}

/** When the present leaver was blocked. A block that an earlier leaver left behind would skip the days of grace. */
function blockedSince({ blockedAt, leftAt, effects }: Person): Instant | undefined {
  const isStale = blockedAt !== undefined && leftAt !== undefined && blockedAt <= leftAt;
  return isStale ? effects["sessions-cleared"] : blockedAt;
}

function stepsOf(input: AccountInput, operations: readonly Operation[]): Record<string, AttributeAuthority> {
  const kinds = new Set(operations.map(({ kind }) => kind));
  const ends = kinds.has("block-sign-in") || kinds.has("deactivate");
  return {
    ...(ends ? { "step:deactivate": stepAuthority(input.mode, "deactivate") } : {}),
    ...(kinds.has("reset-factors") ? { "step:password": stepAuthority(input.mode, "password") } : {}),
    ...(kinds.has("remove-group") ? { "step:groups": stepAuthority(input.mode, "groups") } : {}),
  };
}

function notesOf({ facts, account }: AccountInput): string[] {
  const notes = facts.adminRoles
    .filter(({ assignedBy }) => assignedBy === "GROUP")
    .map(({ type }) => `admin role ${type} comes from a group and goes with it`);
  const apps = facts.appAssignments?.length ?? 0;
  if (apps > 0) notes.push(`deactivation removes ${apps} app assignments for good`);
  const { credentialProvider } = account;
  if (credentialProvider === "ACTIVE_DIRECTORY" || credentialProvider === "LDAP")
    notes.push(
      "a directory checks this password: its next import may bring the account back until it is disabled there",
    );
  return notes;
}
