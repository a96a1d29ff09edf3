/**
 * The event types that make us look at a person: what hooks are asked for, and what the System Log is read for. Types
 * that no hook announces are known from the log alone.
 * https://developer.okta.com/docs/reference/api/event-types/
 */

/** Announced by event hooks ("event-hook-eligible"), and written to the log. */
export const HOOK_EVENT_TYPES = [
  "user.lifecycle.create",
  "user.lifecycle.activate",
  "user.lifecycle.reactivate",
  "user.lifecycle.deactivate",
  "user.lifecycle.suspend",
  "user.lifecycle.unsuspend",
  "user.lifecycle.delete.initiated",
  "user.account.update_profile",
  "user.account.privilege.grant",
  "user.account.report_suspicious_activity_by_enduser",
  "group.user_membership.add",
  "group.user_membership.remove",
] as const;

const LOG_ONLY_EVENT_TYPES = [
  "user.lifecycle.delete.completed",
  "user.account.update_user_type",
  "user.account.update_primary_email",
  "user.account.update_secondary_email",
  "system.import.user.create",
  "system.import.user.update",
  "system.import.user.delete",
  "system.import.user.suspend",
  "system.import.user.unsuspend",
] as const;

const HOOKABLE: ReadonlySet<string> = new Set(HOOK_EVENT_TYPES);

/** Whether event hooks announce this type. */
export function isHookable(eventType: string): boolean {
  return HOOKABLE.has(eventType);
}

/** The System Log's filter for what we watch. */
export const LOG_FILTER = [...HOOK_EVENT_TYPES, ...LOG_ONLY_EVENT_TYPES]
  .map((type) => `eventType eq "${type}"`)
  .join(" or ");
