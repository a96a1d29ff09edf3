import { describe, expect, it } from "vitest";
import { type Client, profileOf, startOrg } from "./harness.ts";

async function createRule(client: Client, value: string, groupId: string, name = "By department") {
  const { body, status } = await client("POST", "/api/v1/groups/rules", {
    type: "group_rule",
    name,
    conditions: { expression: { type: "urn:okta:expression:1.0", value } },
    actions: { assignUserToGroups: { groupIds: [groupId] } },
  });
  return { id: body.id as string, status, body };
}

const members = async (client: Client, groupId: string): Promise<string[]> =>
  (await client("GET", `/api/v1/groups/${groupId}/users`)).body.map((user: { id: string }) => user.id);

async function startWithRule(expression = 'user.department=="Sales"') {
  const client = await startOrg();
  const group = client.org.seedGroup({ name: "Sales" });
  const ada = client.org.seedUser({ profile: profileOf("ada", { department: "Sales" }) });
  const rule = await createRule(client, expression, group.id);
  return { client, group, ada, rule };
}

describe("groups", () => {
  it("accepts members of Okta groups only, and the same member twice", async () => {
    const client = await startOrg();
    const { id } = client.org.seedUser({ profile: profileOf("ada") });
    const own = client.org.seedGroup({ name: "Sales" });
    const imported = client.org.seedGroup({ name: "AD Sales", type: "APP_GROUP" });
    const put = async (groupId: string) => (await client("PUT", `/api/v1/groups/${groupId}/users/${id}`)).status;
    expect([await put(own.id), await put(own.id), await put(imported.id)]).toEqual([204, 204, 403]);
    const [everyone] = (await client("GET", "/api/v1/groups?q=Everyone")).body;
    expect(everyone.type).toBe("BUILT_IN");
    expect(await put(everyone.id)).toBe(403);
    expect(await members(client, everyone.id)).toContain(id);
    const adds = client.org.log().filter((event) => event.eventType === "group.user_membership.add");
    expect(adds.map((event) => event.target.map((target) => target.type))).toEqual([["User", "UserGroup"]]);
  });

  it("refuses a second group of the same name", async () => {
    const client = await startOrg();
    client.org.seedGroup({ name: "Sales" });
    const answer = await client("POST", "/api/v1/groups", { profile: { name: "sales" } });
    expect([answer.status, answer.body.errorCode]).toEqual([400, "E0000001"]);
  });
});

describe("group rules", () => {
  it("does nothing until activation, then evaluates everybody and follows every change", async () => {
    const { client, group, ada, rule } = await startWithRule();
    expect(rule.body.status).toBe("INACTIVE");
    expect(await members(client, group.id)).toEqual([]);
    await client("POST", `/api/v1/groups/rules/${rule.id}/lifecycle/activate`);
    expect(await members(client, group.id)).toEqual([ada.id]);
    const credentials = { password: { value: "Correct-horse-1" } };
    const profile = profileOf("bob", { department: "Sales" });
    const bob = (await client("POST", "/api/v1/users", { profile, credentials })).body;
    expect(await members(client, group.id)).toEqual([ada.id, bob.id]);
    await client("POST", `/api/v1/users/${ada.id}`, { profile: { department: "Legal" } });
    expect(await members(client, group.id)).toEqual([bob.id]);
  });

  it("waits for a pending user to become active", async () => {
    const { client, group, rule } = await startWithRule();
    await client("POST", `/api/v1/groups/rules/${rule.id}/lifecycle/activate`);
    const profile = profileOf("bob", { department: "Sales" });
    const bob = (await client("POST", "/api/v1/users", { profile })).body;
    expect(await members(client, group.id)).not.toContain(bob.id);
    await client("POST", client.org.emails()[0]?.link ?? "", { password: "Correct-horse-1" });
    expect(await members(client, group.id)).toContain(bob.id);
  });

  it("puts a member who is removed by hand on the exclusion list for good, at most a hundred", async () => {
    const { client, group, ada, rule } = await startWithRule();
    await client("POST", `/api/v1/groups/rules/${rule.id}/lifecycle/activate`);
    await client("DELETE", `/api/v1/groups/${group.id}/users/${ada.id}`);
    const read = async () => (await client("GET", `/api/v1/groups/rules/${rule.id}`)).body;
    expect((await read()).conditions.people.users.exclude).toEqual([ada.id]);
    await client("POST", `/api/v1/users/${ada.id}`, { profile: { title: "x" } });
    expect(await members(client, group.id)).toEqual([]);
    const more = Array.from({ length: 100 }, (_, index) =>
      client.org.seedUser({ profile: profileOf(`user${index}`, { department: "Sales" }) }),
    );
    for (const { id } of more.slice(0, 99)) await client("DELETE", `/api/v1/groups/${group.id}/users/${id}`);
    const refused = await client("DELETE", `/api/v1/groups/${group.id}/users/${more[99]?.id}`);
    expect([refused.status, refused.body.errorCode]).toEqual([400, "E0000001"]);
    expect((await read()).conditions.people.users.exclude).toHaveLength(100);
  });

  it("can be changed only while it is inactive", async () => {
    const { client, rule } = await startWithRule();
    const change = () => client("PUT", `/api/v1/groups/rules/${rule.id}`, { ...rule.body, name: "Renamed" });
    await client("POST", `/api/v1/groups/rules/${rule.id}/lifecycle/activate`);
    expect((await change()).status).toBe(400);
    await client("POST", `/api/v1/groups/rules/${rule.id}/lifecycle/deactivate`);
    expect((await change()).body.name).toBe("Renamed");
  });

  it("refuses groups with admin roles, imported groups and expressions that it cannot read", async () => {
    const { client, group } = await startWithRule();
    const imported = client.org.seedGroup({ name: "AD", type: "APP_GROUP" });
    expect((await createRule(client, "user.department==", group.id, "a")).status).toBe(400);
    expect((await createRule(client, 'user.department=="x"', imported.id, "b")).status).toBe(400);
    await client("POST", `/api/v1/groups/${group.id}/roles`, { type: "HELP_DESK_ADMIN" });
    expect((await createRule(client, 'user.department=="x"', group.id, "c")).status).toBe(400);
  });

  it("tells which rules manage a membership", async () => {
    const { client, group, ada, rule } = await startWithRule();
    await client("POST", `/api/v1/groups/rules/${rule.id}/lifecycle/activate`);
    const { body } = await client("GET", `/api/v1/groups/${group.id}/users/${ada.id}/group-rules`);
    expect(body.map((item: { id: string }) => item.id)).toEqual([rule.id]);
  });

  it.each([
    ['user.department=="Sales" AND user.city!="Bonn"', true],
    ['user.department=="Legal" OR String.startsWith(user.login,"ada")', true],
    ['NOT (user.department=="Sales")', false],
    ['isMemberOfGroupName("Everyone") && String.stringContains(user.email, "acme")', true],
    ['user.getInternalProperty("status") == "ACTIVE"', true],
    ["user.title == null", true],
  ])("evaluates %s to %s", async (expression, isMember) => {
    const { client, group, ada, rule } = await startWithRule(expression);
    await client("POST", `/api/v1/groups/rules/${rule.id}/lifecycle/activate`);
    expect((await members(client, group.id)).includes(ada.id)).toBe(isMember);
  });
});
