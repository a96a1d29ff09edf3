/**
 * The event types that the product subscribes to, all of them eligible for event hooks: what changes who somebody is,
 * whether they may sign in, and what they can reach. Everything else is found by the look that follows.
 * https://developer.okta.com/docs/reference/api/event-types/
 */
export const HOOK_EVENT_TYPES: readonly string[] = [
  "user.lifecycle.create",
  "user.lifecycle.activate",
  "user.lifecycle.reactivate",
  "user.lifecycle.deactivate",
  "user.lifecycle.suspend",
  "user.lifecycle.unsuspend",
  "user.lifecycle.delete.initiated",
  "user.account.update_profile",
  "user.account.privilege.grant",
  "user.account.privilege.revoke",
  "user.account.report_suspicious_activity_by_enduser",
  "group.user_membership.add",
  "group.user_membership.remove",
];
