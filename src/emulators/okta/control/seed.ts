/** Filling an org without going through its API: the first admin, people, groups, apps. */
import { randomBytes } from "node:crypto";
import { type Caller, systemCaller } from "../events/log.ts";
import { createGroup } from "../groups/group-store.ts";
import type { Profile } from "../json.ts";
import { newId, type Org, timestamp } from "../org.ts";
import { createUser } from "../users/create.ts";
import { deactivate, suspend } from "../users/lifecycle.ts";
import { oneTimeToken } from "../users/password.ts";
import { grantRole } from "../users/role-assignment.ts";
import { baseAttributes } from "../users/schema.ts";
import { setStatus, type UserRecord, type UserStatus } from "../users/user.ts";

export interface UserSeed {
  readonly profile: Profile;
  readonly status?: UserStatus | undefined;
  readonly password?: string | undefined;
  readonly groupIds?: readonly string[] | undefined;
  readonly provider?: UserRecord["provider"] | undefined;
}

/** The API token of a fresh org, which its first admin owns. */
export const ADMIN_TOKEN_NAME = "Seeded admin token";

/** Schema, Everyone, the first super admin and that admin's API token. */
export function foundOrg(org: Org, apiToken: string | undefined): void {
  const now = timestamp(org);
  org.state.attributes = baseAttributes();
  const typeId = newId(org, "oty");
  org.state.userTypes.set(typeId, {
    id: typeId,
    name: "user",
    displayName: "User",
    description: "Okta user profile template with default permission settings",
    default: true,
    created: now,
    lastUpdated: now,
  });
  const caller = systemCaller(org);
  createGroup(caller, { name: "Everyone", description: "All users in your organization" }, "BUILT_IN");
  const admin = seedUser(org, {
    profile: { login: "admin@msp.example", email: "admin@msp.example", firstName: "Org", lastName: "Admin" },
    password: "Admin-password-1",
  });
  grantRole(caller, admin, "SUPER_ADMIN");
  const token = apiToken ?? `00${randomBytes(30).toString("base64url")}`;
  org.state.apiTokens.set(token, { id: newId(org, "00T"), token, name: ADMIN_TOKEN_NAME, userId: admin.id });
}

/** A user in any status, as if years of history had put them there; without mail. */
export function seedUser(org: Org, seed: UserSeed): UserRecord {
  const caller = systemCaller(org);
  const status = seed.status ?? "ACTIVE";
  const needsPassword = status !== "STAGED" && status !== "PROVISIONED" && seed.provider === undefined;
  const user = createUser(caller, {
    profile: seed.profile,
    password: seed.password ?? (needsPassword ? `Seed-${oneTimeToken()}a1` : undefined),
    groupIds: seed.groupIds,
    provider: seed.provider,
    activate: status !== "STAGED",
    sendEmail: false,
  });
  moveTo(caller, user, status);
  return user;
}

function moveTo(caller: Caller, user: UserRecord, status: UserStatus): void {
  if (status === "SUSPENDED") suspend(caller, user);
  else if (status === "DEPROVISIONED") deactivate(caller, user, false);
  else if (status !== user.status) setStatus(caller.org, user, status);
}
