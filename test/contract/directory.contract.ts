/** What every directory must do. A harness brings a fresh directory and moves things behind its back. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Account, AccountStatus } from "../../src/domain/account.ts";
import {
  AuthorityRefused,
  Conflict,
  InvalidInput,
  NotFound,
  ProviderUnavailable,
  RateLimited,
  StateChanged,
} from "../../src/domain/errors.ts";
import type { Json } from "../../src/domain/json.ts";
import { addMs, type Instant } from "../../src/domain/time.ts";
import type { Directory } from "../../src/ports/directory.ts";

export type OutsideChange = "activate" | "suspend" | "unsuspend" | "deactivate";
export type DirectoryFault = "lost-answer" | "reset" | "unavailable" | "rate-limited";

/** A directory and what stands behind it. */
export interface DirectoryUnderTest {
  readonly directory: Directory;
  seedAccount(seed: {
    readonly profile: Readonly<Record<string, string>>;
    readonly status?: AccountStatus;
    readonly groupIds?: readonly string[];
  }): Promise<string>;
  /** An account whose profile another system owns. */
  seedSourcedAccount(login: string): Promise<string>;
  /** A user type with these attributes beside those that every type has. */
  seedUserType(name: string, attributes?: readonly string[]): Promise<string>;
  seedGroup(name: string, kind?: "OKTA_GROUP" | "APP_GROUP"): Promise<string>;
  /** An active rule that puts everybody of a department into the group. */
  seedRule(name: string, groupId: string, department: string): Promise<string>;
  seedRole(holder: { readonly accountId: string } | { readonly groupId: string }, type: string): Promise<void>;
  seedFactor(accountId: string): Promise<void>;
  seedApp(label: string, assignedTo: { readonly accountId: string } | { readonly groupId: string }): Promise<string>;
  /** What an admin does in the target meanwhile. */
  change(accountId: string, change: OutsideChange): Promise<void>;
  changeProfile(accountId: string, profile: Readonly<Record<string, string>>): Promise<void>;
  /** The next request of this kind fails so. */
  failNext(kind: "read" | "write", fault: DirectoryFault): Promise<void>;
  /** How many requests that change something reached the target. */
  writes(): number;
  now(): Instant;
  close(): Promise<void>;
}

const profileOf = (name: string, more: Readonly<Record<string, string>> = {}) => {
  const login = `${name}@acme.example`;
  return { login, email: login, firstName: "Ada", lastName: "Example", ...more };
};

const NOBODY = "00uAAAAAAAAAAAAAAAAA";

export function directoryContract(name: string, makeHarness: () => Promise<DirectoryUnderTest>): void {
  let under: DirectoryUnderTest;
  let directory: Directory;
  const begin = async () => {
    under = await makeHarness();
    ({ directory } = under);
  };
  const end = () => under?.close();
  const seed = (login: string, status: AccountStatus = "ACTIVE") =>
    under.seedAccount({ profile: profileOf(login), status });
  const readToEnd = async (from: Parameters<Directory["readLog"]>[0]) => {
    let page = await directory.readLog(from);
    const events = [...page.events];
    while (page.events.length > 0) {
      page = await directory.readLog({ cursor: page.next });
      events.push(...page.events);
    }
    return { events, next: page.next };
  };
  const statusOf = async (id: string) => (await directory.readAccount(id))?.status;

  describe(`reading accounts from ${name}`, () => {
    beforeEach(begin);
    afterEach(end);

    test("reads an account by id", async () => {
      const id = await under.seedAccount({ profile: profileOf("ada", { department: "Sales" }), status: "SUSPENDED" });
      const account = await directory.readAccount(id);
      expect(account).toMatchObject({ id, status: "SUSPENDED", profile: profileOf("ada", { department: "Sales" }) });
      expect(account?.created).toMatch(/^\d{4}-.*Z$/);
      expect(Object.values(account?.profile ?? {})).not.toContain(undefined);
    });

    test("finds nobody under an id that nobody has", async () => {
      expect(await directory.readAccount(NOBODY)).toBeUndefined();
    });

    test.each(["", "me", "ada", "ada@acme.example", "../apps"])("takes %j for no account's id", async (text) => {
      await seed("ada");
      expect(await directory.readAccount(text)).toBeUndefined();
    });

    test("sees at once what was changed outside", async () => {
      const id = await seed("ada");
      await directory.readAccount(id);
      await under.change(id, "suspend");
      expect(await statusOf(id)).toBe("SUSPENDED");
      await under.changeProfile(id, { title: "Chief" });
      expect((await directory.readAccount(id))?.profile["title"]).toBe("Chief");
    });

    test.each(["STAGED", "ACTIVE", "SUSPENDED", "DEPROVISIONED"] as const)(
      "finds a login that is %s",
      async (status) => {
        const id = await seed("ada", status);
        expect(await directory.findAccountByLogin("Ada@ACME.example")).toMatchObject({ id, status });
      },
    );

    test.each(["", "me", "ada", "nobody@acme.example", "a/b@acme.example", "."])("finds no login %j", async (login) => {
      await seed("ada");
      expect(await directory.findAccountByLogin(login)).toBeUndefined();
    });

    test("finds a login with characters that have a meaning in addresses", async () => {
      const logins = ["a+b@acme.example", "a/b@acme.example", "a%2f&c=d#e?f@acme.example", "o'neil@acme.example"];
      for (const login of logins) {
        const id = await under.seedAccount({ profile: { ...profileOf("x"), login } });
        expect(await directory.findAccountByLogin(login)).toMatchObject({ id });
      }
    });

    test("lists every account once, deactivated ones included, over several pages", async () => {
      const ids: string[] = [];
      for (let n = 0; n < 205; n += 1) ids.push(await seed(`p${n}`, n % 50 === 0 ? "DEPROVISIONED" : "STAGED"));
      const listed: Account[] = [];
      for await (const account of directory.listAccounts()) listed.push(account);
      const ours = listed.filter(({ id }) => ids.includes(id));
      expect(ours.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
      expect(ours.filter(({ status }) => status === "DEPROVISIONED")).toHaveLength(5);
    });
  });

  describe(`reading access from ${name}`, () => {
    beforeEach(begin);
    afterEach(end);

    test("lists groups and memberships with their kind", async () => {
      const id = await seed("ada");
      const [own, imported] = [await under.seedGroup("Sales"), await under.seedGroup("AD Sales", "APP_GROUP")];
      await directory.addToGroup(id, own);
      expect(await directory.listGroups()).toEqual(
        expect.arrayContaining([
          { id: own, name: "Sales", kind: "OKTA_GROUP" },
          { id: imported, name: "AD Sales", kind: "APP_GROUP" },
        ]),
      );
      const memberships = await directory.listMemberships(id);
      expect(memberships).toContainEqual({ groupId: own, groupName: "Sales", kind: "OKTA_GROUP" });
      expect(memberships.filter(({ kind }) => kind === "BUILT_IN")).toHaveLength(1);
    });

    test("lists group rules with the groups that they fill", async () => {
      const groupId = await under.seedGroup("Sales");
      const id = await under.seedRule("Sales people", groupId, "Sales");
      expect(await directory.listGroupRules()).toEqual([
        { id, name: "Sales people", active: true, targetGroupIds: [groupId] },
      ]);
    });

    test("tells roles held personally from those held through a group", async () => {
      const id = await seed("ada");
      const groupId = await under.seedGroup("Helpers");
      await directory.addToGroup(id, groupId);
      await under.seedRole({ accountId: id }, "ORG_ADMIN");
      await under.seedRole({ groupId }, "HELP_DESK_ADMIN");
      const roles = await directory.listAdminRoles(id);
      expect(roles.map(({ type, assignedBy }) => `${type} ${assignedBy}`).toSorted()).toEqual([
        "HELP_DESK_ADMIN GROUP",
        "ORG_ADMIN USER",
      ]);
    });

    test("lists factors", async () => {
      const id = await seed("ada");
      expect(await directory.listFactors(id)).toEqual([]);
      await under.seedFactor(id);
      expect(await directory.listFactors(id)).toEqual([expect.objectContaining({ type: "sms", status: "ACTIVE" })]);
    });

    test("tells apps assigned personally from those granted by a group", async () => {
      const id = await seed("ada");
      const groupId = await under.seedGroup("Sales");
      await directory.addToGroup(id, groupId);
      const crm = await under.seedApp("CRM", { groupId });
      const wiki = await under.seedApp("Wiki", { accountId: id });
      const assignments = await directory.listAppAssignments(id);
      expect(assignments.toSorted((a, b) => a.label.localeCompare(b.label))).toEqual([
        { appId: crm, label: "CRM", assignedBy: "GROUP" },
        { appId: wiki, label: "Wiki", assignedBy: "USER" },
      ]);
    });

    test("says NotFound for the access of nobody", async () => {
      await expect(directory.listMemberships(NOBODY)).rejects.toBeInstanceOf(NotFound);
      await expect(directory.listAdminRoles(NOBODY)).rejects.toBeInstanceOf(NotFound);
      await expect(directory.listFactors(NOBODY)).rejects.toBeInstanceOf(NotFound);
    });
  });

  describe(`creating and changing accounts in ${name}`, () => {
    beforeEach(begin);
    afterEach(end);

    test("creates an account that cannot sign in yet, in its groups", async () => {
      const groupIds = [await under.seedGroup("Sales"), await under.seedGroup("Staff")];
      const created = await directory.createAccount({ profile: profileOf("ada"), groupIds });
      expect(created).toMatchObject({ status: "STAGED", profile: profileOf("ada") });
      expect(created.requestId).toBeTruthy();
      const memberships = await directory.listMemberships(created.id);
      expect(memberships.map(({ groupId }) => groupId)).toEqual(expect.arrayContaining(groupIds));
    });

    test("puts a new account into more groups than one request takes", async () => {
      const groupIds: string[] = [];
      for (let n = 0; n < 23; n += 1) groupIds.push(await under.seedGroup(`G${n}`));
      const { id } = await directory.createAccount({ profile: profileOf("ada"), groupIds });
      const memberships = await directory.listMemberships(id);
      expect(memberships.map(({ groupId }) => groupId)).toEqual(expect.arrayContaining(groupIds));
    });

    test("makes one account of a create that is repeated after a lost answer", async () => {
      await under.failNext("write", "lost-answer");
      const wanted = { profile: profileOf("ada") };
      await expect(directory.createAccount(wanted)).rejects.toBeInstanceOf(ProviderUnavailable);
      const created = await directory.createAccount(wanted);
      expect(created.status).toBe("STAGED");
      expect((await directory.findAccountByLogin("ada@acme.example"))?.id).toBe(created.id);
      expect(under.writes()).toBe(1);
    });

    test("does not take somebody else's account for the one to create", async () => {
      const id = await under.seedAccount({ profile: profileOf("ada", { lastName: "Another" }) });
      const refused = directory.createAccount({ profile: profileOf("ada") });
      await expect(refused).rejects.toBeInstanceOf(StateChanged);
      await expect(refused).rejects.toMatchObject({ evidence: { accountId: id, fields: "lastName" } });
      expect(under.writes()).toBe(0);
    });

    test("does not revive a deactivated account under the name of a new one", async () => {
      await seed("ada", "DEPROVISIONED");
      await expect(directory.createAccount({ profile: profileOf("ada") })).rejects.toBeInstanceOf(StateChanged);
    });

    test("refuses a profile that the target does not accept, naming the field and no value", async () => {
      const { lastName: _, ...profile } = profileOf("ada");
      const refused = directory.createAccount({ profile });
      await expect(refused).rejects.toBeInstanceOf(InvalidInput);
      await expect(refused).rejects.toMatchObject({ evidence: { fields: "lastName" } });
      await expect(refused).rejects.not.toThrow(/ada/);
    });

    test("changes what is named, clears what is null and keeps the rest", async () => {
      const id = await under.seedAccount({ profile: profileOf("ada", { title: "Clerk", department: "Sales" }) });
      const receipt = await directory.updateProfile(id, { title: null, city: "Bern" });
      expect(receipt.requestId).toBeTruthy();
      const profile = (await directory.readAccount(id))?.profile;
      expect(profile).toMatchObject({ ...profileOf("ada"), city: "Bern", department: "Sales" });
      expect(profile?.["title"] ?? null).toBeNull();
    });

    test("sends no key that has no value", async () => {
      const id = await seed("ada");
      await directory.updateProfile(id, { title: undefined as unknown as Json, city: "Bern" });
      expect((await directory.readAccount(id))?.profile["city"]).toBe("Bern");
      const writes = under.writes();
      await directory.updateProfile(id, { title: undefined as unknown as Json });
      expect(under.writes()).toBe(writes);
    });

    test("says Conflict when the account changed since it was read", async () => {
      const id = await seed("ada");
      const before = await directory.readAccount(id);
      await under.changeProfile(id, { title: "Chief" });
      const late = directory.updateProfile(id, { title: "Clerk" }, before?.etag);
      await expect(late).rejects.toBeInstanceOf(Conflict);
      expect((await directory.readAccount(id))?.profile["title"]).toBe("Chief");
    });

    test("takes a change for done that its own lost request made", async () => {
      const id = await seed("ada");
      const before = await directory.readAccount(id);
      await under.failNext("write", "lost-answer");
      const change = () => directory.updateProfile(id, { title: "Clerk" }, before?.etag);
      await expect(change()).rejects.toBeInstanceOf(ProviderUnavailable);
      await expect(change()).resolves.toBeDefined();
    });

    test("says AuthorityRefused where another system owns the attribute", async () => {
      const id = await under.seedSourcedAccount("sourced@acme.example");
      const refused = directory.updateProfile(id, { lastName: "New" });
      await expect(refused).rejects.toBeInstanceOf(AuthorityRefused);
      await expect(refused).rejects.not.toThrow(/sourced@/);
    });

    test("says StateChanged for the profile of a deactivated account", async () => {
      const id = await seed("ada", "DEPROVISIONED");
      await expect(directory.updateProfile(id, { city: "Bern" })).rejects.toBeInstanceOf(StateChanged);
    });
  });

  describe(`user types in ${name}`, () => {
    beforeEach(begin);
    afterEach(end);

    const typeOf = async (id: string) => (await directory.readAccount(id))?.userTypeId;

    test("finds those that bear a name, with the attributes that they have", async () => {
      const id = await under.seedUserType("contractor", ["agency"]);
      await under.seedUserType("visitor");
      const [type, ...others] = await directory.findUserTypes(["contractor", "nobody"]);
      expect(others).toEqual([]);
      expect(type).toMatchObject({ id, name: "contractor" });
      expect(type?.attributes).toEqual(expect.arrayContaining(["login", "department", "agency"]));
    });

    test("changes the type and keeps every value of the profile", async () => {
      const given = profileOf("ada", { title: "Clerk", department: "Sales" });
      const id = await under.seedAccount({ profile: given });
      const contractor = await under.seedUserType("contractor");
      const before = await directory.readAccount(id);
      expect((await directory.changeUserType(id, contractor)).requestId).toBeTruthy();
      expect(await typeOf(id)).toBe(contractor);
      expect((await directory.readAccount(id))?.profile).toEqual(before?.profile);
    });

    test("leaves an account that is of the type already", async () => {
      const id = await seed("ada");
      const contractor = await under.seedUserType("contractor");
      await directory.changeUserType(id, contractor);
      const writes = under.writes();
      await directory.changeUserType(id, contractor);
      expect(under.writes()).toBe(writes);
    });

    test("takes a change for done that its own lost request made", async () => {
      const id = await seed("ada");
      const contractor = await under.seedUserType("contractor");
      await under.failNext("write", "lost-answer");
      await expect(directory.changeUserType(id, contractor)).rejects.toBeInstanceOf(ProviderUnavailable);
      await directory.changeUserType(id, contractor);
      expect(await typeOf(id)).toBe(contractor);
    });

    test("refuses a type without an attribute in which the account holds something, and writes nothing", async () => {
      const from = await under.seedUserType("contractor", ["agency"]);
      const to = await under.seedUserType("visitor");
      const { id } = await directory.createAccount({
        profile: profileOf("ada", { agency: "Canary Ltd" }),
        userTypeId: from,
      });
      const writes = under.writes();
      const refused = directory.changeUserType(id, to);
      await expect(refused).rejects.toBeInstanceOf(InvalidInput);
      await expect(refused).rejects.toMatchObject({ evidence: { fields: "agency" } });
      await expect(refused).rejects.not.toThrow(/Canary/);
      expect(under.writes()).toBe(writes);
      expect(await typeOf(id)).toBe(from);
    });

    test("says NotFound for an account or a type that does not exist", async () => {
      const id = await seed("ada");
      const contractor = await under.seedUserType("contractor");
      await expect(directory.changeUserType(NOBODY, contractor)).rejects.toBeInstanceOf(NotFound);
      await expect(directory.changeUserType(id, NOBODY.replace("00u", "oty"))).rejects.toBeInstanceOf(NotFound);
    });

    test("says AuthorityRefused where another system sources the account", async () => {
      const id = await under.seedSourcedAccount("sourced@acme.example");
      const contractor = await under.seedUserType("contractor");
      await expect(directory.changeUserType(id, contractor)).rejects.toBeInstanceOf(AuthorityRefused);
    });

    test("makes an account of the type, and takes none of another type for it", async () => {
      const contractor = await under.seedUserType("contractor");
      const wanted = { profile: profileOf("ada"), userTypeId: contractor };
      const { id } = await directory.createAccount(wanted);
      expect(await typeOf(id)).toBe(contractor);
      expect((await directory.createAccount(wanted)).id).toBe(id);
      await seed("bo");
      const refused = directory.createAccount({ ...wanted, profile: profileOf("bo") });
      await expect(refused).rejects.toBeInstanceOf(StateChanged);
    });
  });

  describe(`the lifecycle of accounts in ${name}`, () => {
    beforeEach(begin);
    afterEach(end);

    const ways = [
      { call: "activate", from: "STAGED", to: "PROVISIONED" },
      { call: "suspend", from: "ACTIVE", to: "SUSPENDED" },
      { call: "unsuspend", from: "SUSPENDED", to: "ACTIVE" },
      { call: "deactivate", from: "SUSPENDED", to: "DEPROVISIONED" },
    ] as const;
    const run = (call: (typeof ways)[number]["call"], id: string) =>
      call === "activate" ? directory.activate(id, { sendEmail: false }) : directory[call](id);

    test.each(ways)("$call brings $from to $to", async ({ call, from, to }) => {
      const id = await seed("ada", from);
      expect((await run(call, id)).requestId).toBeTruthy();
      expect(await statusOf(id)).toBe(to);
    });

    test.each(ways)("$call succeeds without a write where it is $to already", async ({ call, to }) => {
      const id = await seed("ada", to);
      await run(call, id);
      expect(await statusOf(id)).toBe(to);
      expect(under.writes()).toBe(0);
    });

    test.each(ways)("$call can be repeated after a lost answer", async ({ call, from, to }) => {
      const id = await seed("ada", from);
      await under.failNext("write", "lost-answer");
      await expect(run(call, id)).rejects.toBeInstanceOf(ProviderUnavailable);
      await run(call, id);
      expect(await statusOf(id)).toBe(to);
      expect(under.writes()).toBe(1);
    });

    test.each(ways)("$call says NotFound for nobody", async ({ call }) => {
      await expect(run(call, NOBODY)).rejects.toBeInstanceOf(NotFound);
    });

    test.each([
      ["suspend", "STAGED"],
      ["suspend", "LOCKED_OUT"],
      ["suspend", "DEPROVISIONED"],
      ["unsuspend", "DEPROVISIONED"],
      ["activate", "SUSPENDED"],
    ] as const)("%s of what is %s says StateChanged and leaves it", async (call, status) => {
      const id = await seed("ada", status);
      const refused = run(call, id);
      await expect(refused).rejects.toBeInstanceOf(StateChanged);
      await expect(refused).rejects.toMatchObject({ evidence: { status } });
      expect(await statusOf(id)).toBe(status);
    });

    test("a repeated deactivation never deletes", async () => {
      const id = await seed("ada");
      for (let n = 0; n < 3; n += 1) await directory.deactivate(id);
      expect(await statusOf(id)).toBe("DEPROVISIONED");
    });

    test("gives the activation link only when nobody mails it", async () => {
      const [silent, mailed] = [await seed("silent", "STAGED"), await seed("mailed", "STAGED")];
      expect((await directory.activate(silent, { sendEmail: false })).activationUrl).toMatch(/^http/);
      expect((await directory.activate(mailed, { sendEmail: true })).activationUrl).toBeUndefined();
    });

    test("gives a new link at each reactivation, and StateChanged where there is nothing to activate", async () => {
      const id = await seed("ada", "PROVISIONED");
      const first = await directory.reactivate(id, { sendEmail: false });
      const second = await directory.reactivate(id, { sendEmail: false });
      expect(new Set([first.activationUrl, second.activationUrl, undefined]).size).toBe(3);
      const active = await seed("eve", "ACTIVE");
      await expect(directory.reactivate(active, { sendEmail: false })).rejects.toBeInstanceOf(StateChanged);
    });

    test("brings a deactivated account back", async () => {
      const id = await seed("ada", "DEPROVISIONED");
      await directory.activate(id, { sendEmail: false });
      expect(await statusOf(id)).not.toBe("DEPROVISIONED");
    });
  });

  describe(`taking access away in ${name}`, () => {
    beforeEach(begin);
    afterEach(end);

    test("reads its log on from where it was, and nothing twice", async () => {
      const since = addMs(under.now(), -60_000);
      const id = await seed("ada");
      const first = await readToEnd({ since });
      expect(first.events.filter(({ accountId }) => accountId === id).length).toBeGreaterThan(0);
      expect((await readToEnd({ cursor: first.next })).events).toEqual([]);
      await under.change(id, "suspend");
      const { events } = await readToEnd({ cursor: first.next });
      expect(events).toMatchObject([{ type: "user.lifecycle.suspend", accountId: id, hookable: true }]);
      expect(events[0]?.actorIds.length).toBeGreaterThan(0);
      expect(JSON.stringify(first.events)).not.toContain("acme.example");
    });

    test("refuses a log cursor that is none, as the target said it", async () => {
      const { next } = await directory.readLog({ since: addMs(under.now(), -60_000) });
      const cursor = next.replace(/after=[^&]*/, "after=bogus");
      await expect(directory.readLog({ cursor })).rejects.toMatchObject({
        name: "InvalidInput",
        evidence: { httpStatus: 400 },
      });
    });

    test("lists accounts page by page", async () => {
      const ids = [await seed("ada"), await seed("eve", "DEPROVISIONED")];
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await directory.listAccountPage(cursor);
        seen.push(...page.accounts.map(({ id }) => id));
        cursor = page.next;
      } while (cursor !== undefined);
      for (const id of ids) expect(seen).toContain(id);
    });

    test("clears sessions and finds that in the log, for this account and since then", async () => {
      const [id, other] = [await seed("ada"), await seed("eve")];
      const since = addMs(under.now(), -60_000);
      expect(await directory.sessionsClearedSince(id, since)).toBe(false);
      await directory.clearSessions(other);
      expect(await directory.sessionsClearedSince(id, since)).toBe(false);
      expect((await directory.clearSessions(id)).requestId).toBeTruthy();
      expect(await directory.sessionsClearedSince(id, since)).toBe(true);
      expect(await directory.sessionsClearedSince(id, addMs(under.now(), 60_000))).toBe(false);
      await directory.clearSessions(id);
    });

    test("clears the sessions of a deactivated account without complaint", async () => {
      const id = await seed("ada", "DEPROVISIONED");
      await directory.clearSessions(id);
      await expect(directory.clearSessions(NOBODY)).rejects.toBeInstanceOf(NotFound);
    });

    test("adds to a group and removes from it, each as often as one likes", async () => {
      const [id, groupId] = [await seed("ada"), await under.seedGroup("Sales")];
      const isIn = async () => (await directory.listMemberships(id)).some((held) => held.groupId === groupId);
      for (let n = 0; n < 2; n += 1) expect((await directory.addToGroup(id, groupId)).requestId).toBeTruthy();
      expect(await isIn()).toBe(true);
      for (let n = 0; n < 2; n += 1) expect((await directory.removeFromGroup(id, groupId)).requestId).toBeTruthy();
      expect(await isIn()).toBe(false);
    });

    test("says NotFound for a group or an account that does not exist", async () => {
      const [id, groupId] = [await seed("ada"), await under.seedGroup("Sales")];
      const nowhere = "00gAAAAAAAAAAAAAAAAA";
      await expect(directory.addToGroup(id, nowhere)).rejects.toBeInstanceOf(NotFound);
      await expect(directory.removeFromGroup(id, nowhere)).rejects.toBeInstanceOf(NotFound);
      await expect(directory.removeFromGroup(NOBODY, groupId)).rejects.toBeInstanceOf(NotFound);
    });

    test("touches no group that is not Okta's own", async () => {
      const id = await seed("ada");
      const imported = await under.seedGroup("AD Sales", "APP_GROUP");
      const everyone = (await directory.listMemberships(id)).find(({ kind }) => kind === "BUILT_IN");
      await expect(directory.removeFromGroup(id, imported)).rejects.toBeInstanceOf(InvalidInput);
      await expect(directory.removeFromGroup(id, everyone?.groupId ?? "")).rejects.toBeInstanceOf(InvalidInput);
      expect(under.writes()).toBe(0);
      await expect(directory.addToGroup(id, imported)).rejects.toBeInstanceOf(AuthorityRefused);
    });

    test("removes a personal admin role, as often as one likes", async () => {
      const id = await seed("ada");
      await under.seedRole({ accountId: id }, "ORG_ADMIN");
      const [role] = await directory.listAdminRoles(id);
      for (let n = 0; n < 2; n += 1) await directory.removeAdminRole(id, role!.id);
      expect(await directory.listAdminRoles(id)).toEqual([]);
    });

    test("leaves an admin role that a group gives, and says so", async () => {
      const [id, groupId] = [await seed("ada"), await under.seedGroup("Helpers")];
      await directory.addToGroup(id, groupId);
      await under.seedRole({ groupId }, "HELP_DESK_ADMIN");
      const [role] = await directory.listAdminRoles(id);
      await expect(directory.removeAdminRole(id, role!.id)).rejects.toBeInstanceOf(StateChanged);
    });

    test("resets factors, also where there are none and after deactivation", async () => {
      const id = await seed("ada");
      await directory.resetFactors(id);
      await under.seedFactor(id);
      await under.change(id, "deactivate");
      expect((await directory.resetFactors(id)).requestId).toBeTruthy();
      expect(await directory.listFactors(id)).toEqual([]);
    });

    test.each([
      ["reset", ProviderUnavailable],
      ["unavailable", ProviderUnavailable],
      ["rate-limited", RateLimited],
    ] as const)("says what a request that met %s is", async (fault, family) => {
      const id = await seed("ada");
      await under.failNext("read", fault);
      await expect(directory.readAccount(id)).rejects.toBeInstanceOf(family);
      await under.failNext("write", fault);
      await expect(directory.clearSessions(id)).rejects.toBeInstanceOf(family);
      await directory.clearSessions(id);
    });
  });
}
