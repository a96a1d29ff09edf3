/** What tests and the demo may do to an org beside its API. */
import type { JsonWebKey } from "node:crypto";
import { appTarget } from "../apps/app.ts";
import { createApp } from "../apps/app-store.ts";
import { assignGroup } from "../apps/assignment.ts";
import type { HookTraffic } from "../events/hook-delivery.ts";
import { systemCaller } from "../events/log.ts";
import type { LogEvent } from "../events/log-event.ts";
import { type GroupRecord, groupOf, groupTarget, renderGroup } from "../groups/group.ts";
import { createGroup } from "../groups/group-store.ts";
import { noteMembership } from "../groups/membership-log.ts";
import type { FaultQueue } from "../http/faults.ts";
import type { Profile } from "../json.ts";
import { newId, type Org, timestamp } from "../org.ts";
import type { OrgSettings } from "../settings.ts";
import { deserialize, serialize } from "../snapshot.ts";
import type { Email } from "../users/email.ts";
import { enrolFactor } from "../users/factor-store.ts";
import { customAttribute } from "../users/schema.ts";
import type { SessionRecord } from "../users/session.ts";
import { type RenderedUser, renderUser, userOf } from "../users/user.ts";
import { createUserType } from "../users/user-type.ts";
import { createDirectoryControl, type DirectoryControl } from "./directory.ts";
import { seedUser, type UserSeed } from "./seed.ts";

export interface GroupSeed {
  readonly name: string;
  readonly description?: string | undefined;
  readonly type?: GroupRecord["type"] | undefined;
  readonly profile?: Profile | undefined;
  readonly memberIds?: readonly string[] | undefined;
}

export interface ClientSeed {
  readonly clientId?: string | undefined;
  readonly label?: string | undefined;
  readonly publicKey: JsonWebKey;
  readonly scopes: readonly string[];
  readonly roles?: readonly string[] | undefined;
}

export interface OrgControl extends DirectoryControl {
  readonly id: string;
  readonly url: string;
  /** The API token of the org's first admin. */
  readonly apiToken: string;
  readonly faults: FaultQueue;
  readonly hooks: HookTraffic;
  /** Registers an OAuth service app and grants it scopes; gives its client id. */
  registerClient(seed: ClientSeed): string;
  /** Another API token of the org's first admin. */
  seedApiToken(name: string, token: string): { readonly id: string };
  seedUser(seed: UserSeed): { readonly id: string };
  seedGroup(seed: GroupSeed): { readonly id: string };
  seedApp(seed: { readonly label: string; readonly groupIds?: readonly string[] }): { readonly id: string };
  seedAttribute(name: string, master?: "PROFILE_MASTER" | "OKTA" | "OVERRIDE"): void;
  /** A user type with these custom attributes beside the base ones. */
  seedUserType(name: string, attributes?: readonly string[]): { readonly id: string };
  seedFactor(userId: string, factorType: string): { readonly id: string };
  /** A refresh token that the user gave to a client, with the grant that it rests on. */
  seedRefreshToken(userId: string, clientId: string): { readonly id: string };
  /** The user as the API would answer it, without a request. */
  user(idOrLogin: string): RenderedUser;
  group(id: string): object;
  users(): readonly RenderedUser[];
  groups(): readonly { readonly id: string; readonly name: string; readonly memberIds: readonly string[] }[];
  emails(): readonly Email[];
  log(): readonly LogEvent[];
  sessions(userId: string): readonly SessionRecord[];
  configure(settings: Partial<OrgSettings>): void;
  /** Back to the org as it was founded; faults are gone. */
  reset(): void;
  snapshot(): string;
  restore(snapshot: string): void;
}

interface Surroundings {
  readonly faults: FaultQueue;
  readonly hooks: HookTraffic;
  readonly found: () => void;
}

/** The control surface of one org. */
export function createOrgControl(org: Org, { faults, hooks, found }: Surroundings): OrgControl {
  return {
    ...createDirectoryControl(org),
    ...createSeeds(org),
    hooks,
    id: org.id,
    url: org.url,
    get apiToken() {
      return [...org.state.apiTokens.keys()][0] ?? "";
    },
    faults,
    user: (idOrLogin) => renderUser(org, userOf(org, idOrLogin)),
    group: (id) => renderGroup(org, groupOf(org, id)),
    users: () => [...org.state.users.values()].map((user) => renderUser(org, user)),
    groups: () =>
      [...org.state.groups.values()].map(({ id, profile, members }) => ({
        id,
        name: String(profile["name"]),
        memberIds: [...members.keys()],
      })),
    emails: () => org.state.emails,
    log: () => org.state.log,
    sessions: (userId) => [...org.state.sessions.values()].filter((session) => session.userId === userId),
    configure: (settings) => {
      org.state.settings = { ...org.state.settings, ...settings };
    },
    reset: () => {
      faults.clear();
      found();
    },
    snapshot: () => serialize(org.state),
    restore: (snapshot) => {
      org.state = deserialize(snapshot);
    },
  };
}

type Seeds = Pick<
  OrgControl,
  | "registerClient"
  | "seedApiToken"
  | "seedUser"
  | "seedGroup"
  | "seedApp"
  | "seedAttribute"
  | "seedUserType"
  | "seedFactor"
  | "seedRefreshToken"
>;

function createSeeds(org: Org): Seeds {
  return {
    registerClient: (seed) => registerClient(org, seed),
    seedApiToken: (name, token) => {
      const id = newId(org, "00T");
      const [first] = org.state.apiTokens.values();
      org.state.apiTokens.set(token, { id, token, name, userId: first?.userId ?? "" });
      return { id };
    },
    seedUser: (seed) => ({ id: seedUser(org, seed).id }),
    seedGroup: (seed) => seedGroup(org, seed),
    seedApp: ({ label, groupIds }) => {
      const caller = systemCaller(org);
      const app = createApp(caller, { label, signOnMode: "BOOKMARK" }, true);
      for (const id of groupIds ?? []) {
        const targets = [groupTarget(groupOf(org, id)), appTarget(app)];
        assignGroup(caller, app, id, { priority: 0, profile: {}, targets });
      }
      return { id: app.id };
    },
    seedAttribute: (name, master = "PROFILE_MASTER") => {
      org.state.attributes.set(name, customAttribute(name, master));
    },
    seedUserType: (name, attributes = []) => {
      const type = createUserType(org, { name, displayName: name });
      for (const one of attributes) type.attributes?.set(one, customAttribute(one, "PROFILE_MASTER"));
      return { id: type.id };
    },
    seedFactor: (userId, factorType) => {
      const request = { factorType, provider: "OKTA", activate: true };
      return { id: enrolFactor(systemCaller(org), userOf(org, userId), request).id };
    },
    seedRefreshToken: (userId, clientId) => seedRefreshToken(org, userId, clientId),
  };
}

function seedRefreshToken(org: Org, userId: string, clientId: string): { id: string } {
  const created = timestamp(org);
  const expiresAt = new Date(org.now() + 90 * 24 * 60 * 60 * 1000).toISOString();
  const id = newId(org, "oar");
  org.state.refreshTokens.set(id, { id, userId, clientId, scopes: ["offline_access"], created, expiresAt });
  const grantId = newId(org, "oag");
  org.state.grants.set(grantId, { id: grantId, userId, clientId, scopeId: "offline_access", created });
  return { id };
}

function registerClient(org: Org, seed: ClientSeed): string {
  const clientId = seed.clientId ?? newId(org, "0oa");
  const label = seed.label ?? "Service app";
  org.state.clients.set(clientId, { clientId, label, keys: [seed.publicKey], scopes: seed.scopes, roles: seed.roles });
  return clientId;
}

function seedGroup(org: Org, seed: GroupSeed): { id: string } {
  const caller = systemCaller(org);
  const profile = { name: seed.name, description: seed.description ?? null, ...seed.profile };
  const group = createGroup(caller, profile, seed.type);
  for (const id of seed.memberIds ?? []) {
    group.members.set(id, { direct: true, ruleIds: [] });
    noteMembership(caller, group, userOf(org, id), "add");
  }
  return { id: group.id };
}
