/**
 * Event types that an event hook may subscribe to, as far as they touch people, groups, apps and imports
 * (https://developer.okta.com/docs/reference/api/event-types/, release 2026.08.1, tag `event-hook-eligible`).
 * Everything else in the System Log has to be polled.
 */
const BY_AREA: Readonly<Record<string, string>> = {
  "user.lifecycle": "activate create deactivate delete.initiated reactivate suspend unsuspend",
  "user.account":
    "lock privilege.grant privilege.revoke report_suspicious_activity_by_enduser reset_password " +
    "subscriptions.update unlock unlock_by_admin update_password update_profile",
  "user.mfa":
    "factor.activate factor.deactivate factor.reset_all factor.suspend factor.unsuspend factor.update " +
    "promote_enrollment",
  "user.session": "clear context.change end start",
  "user.authentication":
    "auth_via_IDP auth_via_mfa auth_via_social authenticate sso universal_logout " + "universal_logout.scheduled",
  "user.risk": "change detect",
  "user.import": "password",
  group:
    "application_assignment.add application_assignment.remove application_assignment.update " +
    "lifecycle.create lifecycle.delete privilege.grant privilege.revoke profile.update " +
    "user_membership.add user_membership.remove",
  "application.lifecycle": "activate create deactivate delete update",
  "application.provision.user":
    "delete delete.schedule import_profile push push_profile reactivate remove_entitlements " +
    "remove_entitlements.schedule sync",
  "application.user_membership": "add change_password remove update",
  "system.import": "complete entitlement.upper_limit_exceeded group.create group.delete roadblock start",
  "system.org.rate_limit": "violation warning",
  "system.api_token": "create request_outside_allowed_range revoke",
  "device.lifecycle": "activate deactivate delete suspend unsuspend",
  "device.user": "add remove",
};

/** Whether Okta accepts a subscription of an event hook to this type. */
export const HOOK_ELIGIBLE_EVENTS: ReadonlySet<string> = new Set(
  Object.entries(BY_AREA).flatMap(([area, names]) => names.split(" ").map((name) => `${area}.${name}`)),
);
