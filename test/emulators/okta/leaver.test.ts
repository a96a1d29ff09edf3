import { describe, expect, it } from "vitest";
import { type Client, profileOf, startOrg } from "./harness.ts";

const PASSWORD = "Correct-horse-1";

async function signIn(client: Client, password = PASSWORD) {
  return client("POST", "/api/v1/authn", { username: "ada@acme.example", password });
}

async function openSession(client: Client): Promise<string> {
  const { sessionToken } = (await signIn(client)).body;
  return (await client("POST", "/api/v1/sessions", { sessionToken })).body.id;
}

async function startWithAda() {
  const client = await startOrg();
  const sales = client.org.seedGroup({ name: "Sales" });
  const byHand = client.org.seedApp({ label: "Mail" });
  const byGroup = client.org.seedApp({ label: "CRM", groupIds: [sales.id] });
  const { id } = client.org.seedUser({ profile: profileOf("ada"), password: PASSWORD, groupIds: [sales.id] });
  await client("POST", `/api/v1/apps/${byHand.id}/users`, { id, scope: "USER" });
  await client("POST", `/api/v1/users/${id}/roles`, { type: "HELP_DESK_ADMIN" });
  client.org.seedFactor(id, "push");
  return { client, id, sales, byHand, byGroup };
}

const ids = (answer: { body: { id: string }[] }) => answer.body.map((item) => item.id);
const count = async (client: Client, path: string) => (await client("GET", path)).body.length;

describe("deactivation", () => {
  it("takes apps, admin roles and the password, and keeps groups and factors", async () => {
    const { client, id, sales, byHand, byGroup } = await startWithAda();
    const filter = `filter=${encodeURIComponent(`user.id eq "${id}"`)}`;
    expect(ids(await client("GET", `/api/v1/apps?${filter}`))).toEqual([byHand.id, byGroup.id]);
    await client("POST", `/api/v1/users/${id}/lifecycle/deactivate`);
    expect(ids(await client("GET", `/api/v1/apps?${filter}`))).toEqual([]);
    expect(await count(client, `/api/v1/users/${id}/roles`)).toBe(0);
    expect(await count(client, `/api/v1/users/${id}/factors`)).toBe(1);
    expect(ids(await client("GET", `/api/v1/users/${id}/groups`))).toContain(sales.id);
    expect((await client("GET", `/api/v1/users/${id}`)).body.credentials.password).toBeUndefined();
  });

  it("brings back at reactivation only what the kept groups grant", async () => {
    const { client, id, byGroup } = await startWithAda();
    await client("POST", `/api/v1/users/${id}/lifecycle/deactivate`);
    const activation = await client("POST", `/api/v1/users/${id}/lifecycle/activate?sendEmail=false`);
    expect(activation.body.activationUrl).toContain("/welcome/");
    const filter = `filter=${encodeURIComponent(`user.id eq "${id}"`)}`;
    expect(ids(await client("GET", `/api/v1/apps?${filter}`))).toEqual([byGroup.id]);
  });

  it("leaves roles that a group grants to the group", async () => {
    const { client, id, sales } = await startWithAda();
    await client("POST", `/api/v1/groups/${sales.id}/roles`, { type: "REPORT_ADMIN" });
    const roles = (await client("GET", `/api/v1/users/${id}/roles`)).body;
    const byGroup = roles.find((role: { assignmentType: string }) => role.assignmentType === "GROUP");
    expect((await client("DELETE", `/api/v1/users/${id}/roles/${byGroup.id}`)).status).toBe(403);
    expect((await client("POST", `/api/v1/users/${id}/roles`, { type: "HELP_DESK_ADMIN" })).status).toBe(409);
  });
});

describe("sign-in and sessions", () => {
  it("refuses suspended and deactivated users with the same answer as a wrong password", async () => {
    const { client, id } = await startWithAda();
    expect((await signIn(client)).body.status).toBe("SUCCESS");
    expect((await signIn(client, "wrong")).body.errorCode).toBe("E0000004");
    await client("POST", `/api/v1/users/${id}/lifecycle/suspend`);
    expect((await signIn(client)).body.errorCode).toBe("E0000004");
    await client("POST", `/api/v1/users/${id}/lifecycle/deactivate`);
    expect((await signIn(client)).body.errorCode).toBe("E0000004");
  });

  it("keeps a session open through a suspension until the sessions are cleared", async () => {
    const { client, id } = await startWithAda();
    const session = await openSession(client);
    client.org.seedRefreshToken(id, "0oaclient");
    await client("POST", `/api/v1/users/${id}/lifecycle/suspend`);
    expect((await client("GET", `/api/v1/sessions/${session}`)).status).toBe(200);
    await client("DELETE", `/api/v1/users/${id}/sessions`);
    expect((await client("GET", `/api/v1/sessions/${session}`)).status).toBe(404);
    expect(await count(client, `/api/v1/users/${id}/clients/0oaclient/tokens`)).toBe(1);
    await client("DELETE", `/api/v1/users/${id}/sessions?oauthTokens=true`);
    expect(await count(client, `/api/v1/users/${id}/clients/0oaclient/tokens`)).toBe(0);
    expect(client.org.log().at(-1)?.eventType).toBe("user.session.clear");
  });

  it("locks a user out after too many wrong passwords, and an admin unlocks", async () => {
    const { client, id } = await startWithAda();
    client.org.configure({ lockoutAttempts: 2 });
    await signIn(client, "wrong");
    await signIn(client, "wrong");
    expect((await client("GET", `/api/v1/users/${id}`)).body.status).toBe("LOCKED_OUT");
    expect((await signIn(client)).body.status).toBe("LOCKED_OUT");
    await client("POST", `/api/v1/users/${id}/lifecycle/unlock`);
    expect((await signIn(client)).body.status).toBe("SUCCESS");
  });
});

describe("app assignments", () => {
  it("refuses to take an app from a user while a group grants it", async () => {
    const { client, id, sales, byGroup } = await startWithAda();
    const path = `/api/v1/apps/${byGroup.id}/users/${id}`;
    expect((await client("GET", path)).body.scope).toBe("GROUP");
    const refused = await client("DELETE", path);
    expect([refused.status, refused.body.errorCode]).toEqual([403, "E0000046"]);
    await client("DELETE", `/api/v1/groups/${sales.id}/users/${id}`);
    expect((await client("GET", path)).status).toBe(404);
  });

  it("refuses a second personal assignment and deactivated users", async () => {
    const { client, id, byHand } = await startWithAda();
    const again = await client("POST", `/api/v1/apps/${byHand.id}/users`, { id });
    expect([again.status, again.body.errorCode]).toEqual([409, "E0000062"]);
    await client("POST", `/api/v1/users/${id}/lifecycle/deactivate`);
    const late = await client("POST", `/api/v1/apps/${byHand.id}/users`, { id });
    expect([late.status, late.body.errorCode]).toEqual([403, "E0000117"]);
  });
});
