/** What follows from a membership that came or went, whoever changed it. */
import { reconcileGroupApps } from "../apps/assignment.ts";
import { type Caller, record } from "../events/log.ts";
import { timestamp } from "../org.ts";
import { type UserRecord, userTarget } from "../users/user.ts";
import { type GroupRecord, groupTarget } from "./group.ts";

/** Logs a membership that came or went, and follows it up in the apps that the group grants. */
export function noteMembership(caller: Caller, group: GroupRecord, user: UserRecord, change: "add" | "remove"): void {
  group.lastMembershipUpdated = timestamp(caller.org);
  record(caller, { type: `group.user_membership.${change}`, targets: [userTarget(user), groupTarget(group)] });
  reconcileGroupApps(caller, user);
}
