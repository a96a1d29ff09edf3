/** Everything an org remembers; plain data in Maps, so that a snapshot is one JSON document. */
import type { AccessToken, ApiToken, ServiceClient } from "./access/credentials.ts";
import type { AppRecord } from "./apps/app.ts";
import type { EventHook } from "./events/event-hook.ts";
import type { LogEvent } from "./events/log-event.ts";
import type { GroupRecord } from "./groups/group.ts";
import type { GroupRule } from "./groups/rule.ts";
import { DEFAULT_SETTINGS, type OrgSettings } from "./settings.ts";
import type { Email } from "./users/email.ts";
import type { FactorRecord } from "./users/factor.ts";
import type { RoleAssignment } from "./users/role.ts";
import type { AttributeDefinition, UserTypeRecord } from "./users/schema.ts";
import type { OAuthGrant, RefreshToken, SessionRecord } from "./users/session.ts";
import type { UserRecord } from "./users/user.ts";

export interface OrgState {
  lastId: number;
  settings: OrgSettings;
  users: Map<string, UserRecord>;
  /** What `search` sees while its index lags: versions of a user, oldest first. */
  searchIndex: Map<string, { visibleFrom: number; user: UserRecord | null }[]>;
  groups: Map<string, GroupRecord>;
  rules: Map<string, GroupRule>;
  apps: Map<string, AppRecord>;
  roles: Map<string, RoleAssignment>;
  factors: Map<string, FactorRecord>;
  sessions: Map<string, SessionRecord>;
  sessionTokens: Map<string, string>;
  refreshTokens: Map<string, RefreshToken>;
  grants: Map<string, OAuthGrant>;
  hooks: Map<string, EventHook>;
  log: LogEvent[];
  attributes: Map<string, AttributeDefinition>;
  userTypes: Map<string, UserTypeRecord>;
  apiTokens: Map<string, ApiToken>;
  clients: Map<string, ServiceClient>;
  accessTokens: Map<string, AccessToken>;
  usedAssertions: Map<string, number>;
  emails: Email[];
}

/** An org without users; the caller adds the Everyone group and the default user type. */
export function emptyState(settings: Partial<OrgSettings> = {}): OrgState {
  return {
    lastId: 0,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    users: new Map(),
    searchIndex: new Map(),
    groups: new Map(),
    rules: new Map(),
    apps: new Map(),
    roles: new Map(),
    factors: new Map(),
    sessions: new Map(),
    sessionTokens: new Map(),
    refreshTokens: new Map(),
    grants: new Map(),
    hooks: new Map(),
    log: [],
    attributes: new Map(),
    userTypes: new Map(),
    apiTokens: new Map(),
    clients: new Map(),
    accessTokens: new Map(),
    usedAssertions: new Map(),
    emails: [],
  };
}
