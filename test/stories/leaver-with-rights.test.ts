import { expect, it } from "vitest";
import { trailOf } from "./trail.ts";
import { inWorld, type World } from "./world.ts";

const ELI = {
  login: "eli@story.example",
  email: "eli@story.example",
  firstName: "Eli",
  lastName: "Roe",
  department: "Ops",
};

/** Speaks to the org as its administrator would. */
async function api(
  { org }: World,
  method: string,
  path: string,
  body?: object,
): Promise<{ readonly [name: string]: unknown }> {
  const response = await fetch(`${org.url}${path}`, {
    method,
    headers: { authorization: `SSWS ${org.apiToken}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok && path !== "/api/v1/authn") throw new Error(`${method} ${path}: ${response.status}`);
  const text = await response.text();
  return text === "" ? {} : JSON.parse(text);
}

const signIn = (world: World) =>
  api(world, "POST", "/api/v1/authn", { username: ELI.login, password: "Right-password-1" });

async function activeRule(world: World, groupId: string): Promise<void> {
  const rule = await api(world, "POST", "/api/v1/groups/rules", {
    type: "group_rule",
    name: "Ops by department",
    conditions: { expression: { type: "urn:okta:expression:1.0", value: 'user.department=="Ops"' } },
    actions: { assignUserToGroups: { groupIds: [groupId] } },
  });
  await api(world, "POST", `/api/v1/groups/rules/${String(rule["id"])}/lifecycle/activate`);
}

it("takes sessions, an admin role, a factor and groups away, and leaves to a group rule what is the rule's", async () => {
  await inWorld({}, async (world) => {
    const { org } = world;
    const payroll = org.seedGroup({ name: "Payroll" });
    const ops = org.seedGroup({ name: "Ops" });
    const { id } = org.seedUser({ profile: ELI, password: "Right-password-1", groupIds: [payroll.id] });
    await activeRule(world, ops.id);
    await api(world, "POST", `/api/v1/users/${id}/roles`, { type: "HELP_DESK_ADMIN" });
    org.seedFactor(id, "push");
    const { sessionToken } = await signIn(world);
    await api(world, "POST", "/api/v1/sessions", { sessionToken });
    expect(org.sessions(id)).toHaveLength(1);
    await world.settle();

    await world.orderLeave(id);
    await world.settle();
    const run = (await world.runs(id)).findLast(({ machine }) => machine === "leaver")!;
    expect(run).toMatchObject({ status: "succeeded", verification: { unmet: [] } });
    expect(run.decision?.operations.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["remove-admin-role", "reset-factors", "remove-group", "clear-sessions"]),
    );
    expect(run.decision?.refused.map(({ code }) => code)).toEqual(["rule-managed"]);
    expect(org.sessions(id)).toEqual([]);
    expect(await api(world, "GET", `/api/v1/users/${id}/roles`)).toEqual([]);
    expect(await api(world, "GET", `/api/v1/users/${id}/factors`)).toEqual([]);
    expect(await world.groupsOf(id)).not.toContain("Payroll");
    expect(await signIn(world)).toMatchObject({ errorCode: "E0000004" });
    expect(await trailOf(world, id)).toEqual([
      "mastery: nothing to do (joined) for linked: a new account in Okta: nothing is left to do",
      "operator: ordered #1 kind leave at 2026-03-01T20:00Z, because: ordered in a story",
      "mastery: leaver for linked: leave ordered by a named operator (order #1); block-sign-in, clear-sessions, remove-admin-role, reset-factors, record-groups, remove-group, deactivate; refused rule-managed",
      "mastery: leaver verified, 7 read back: left",
      "mastery: nothing to do (left) for linked: unchanged",
    ]);
  });
});

it("holds the fourth leaver of a day whom nobody ordered, and lets a named order through", async () => {
  await inWorld({ policy: { guards: { leaversPer24h: 3 } } }, async (world) => {
    const people = [1, 2, 3, 4].map((n) => {
      const login = `leaver${n}@story.example`;
      return world.org.seedUser({ profile: { login, email: login, firstName: "L", lastName: `No ${n}` } }).id;
    });
    for (const id of people) {
      await world.admin.deactivate(id);
      await world.settle();
    }
    const fourth = people[3]!;
    expect(await world.person(people[2]!)).toMatchObject({ phase: "left" });
    expect(await world.person(fourth)).toMatchObject({ hold: { code: "too-many-leavers" } });
    await world.orderLeave(fourth);
    await world.settle();
    expect(await world.person(fourth)).toMatchObject({ phase: "left" });
    expect(await trailOf(world, fourth)).toEqual([
      "mastery: nothing to do (joined) for linked: a new account in Okta: nothing is left to do",
      "mastery: nothing to do (joined) for linked: the account was deactivated in Okta, but too many leavers came at once; held too-many-leavers",
      "operator: ordered #1 kind leave at 2026-03-01T20:00Z, because: ordered in a story",
      "mastery: leaver for linked: leave ordered by a named operator (order #1); clear-sessions, record-groups",
      "mastery: leaver verified, 2 read back: left",
    ]);
  });
});
