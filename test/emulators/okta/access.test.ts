import { createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { type Client, profileOf, request, startOrg } from "./harness.ts";

const okta = createRequire(import.meta.url)("@okta/okta-sdk-nodejs") as typeof import("@okta/okta-sdk-nodejs");
const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const privateKey = { ...keys.privateKey.export({ format: "jwk" }), kid: "k1", alg: "RS256" };
const publicKey = { ...keys.publicKey.export({ format: "jwk" }), kid: "k1" };

function signJwt(claims: object, signer = keys.privateKey): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "RS256", kid: "k1" })}.${part(claims)}`;
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(signer, "base64url")}`;
}

function register(client: Client, scopes: string[]) {
  const clientId = client.org.registerClient({ publicKey, scopes });
  const claims = () => ({
    iss: clientId,
    sub: clientId,
    aud: `${client.org.url}/oauth2/v1/token`,
    exp: Math.floor(Date.now() / 1000) + 300,
    jti: randomUUID(),
  });
  const ask = async (assertion: string, scope: string) => {
    const response = await fetch(`${client.org.url}/oauth2/v1/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        scope,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: assertion,
      }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };
  return { clientId, claims, ask };
}

describe("authentication", () => {
  it.each([undefined, "SSWS wrong", "Bearer wrong", "Basic eDp5"])(
    "refuses %s with E0000011",
    async (authorization) => {
      const { org } = await startOrg();
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      const answer = await request(`${org.url}/api/v1/users`, "GET", undefined, headers);
      expect([answer.status, answer.body.errorCode]).toEqual([401, "E0000011"]);
      expect(answer.headers.get("x-okta-request-id")).toMatch(/^req/);
    },
  );

  it("kills the API token of an admin who is suspended", async () => {
    const client = await startOrg();
    await client("POST", "/api/v1/users/me/lifecycle/suspend");
    expect((await client("GET", "/api/v1/users")).status).toBe(401);
  });

  it("keeps orgs apart", async () => {
    const client = await startOrg();
    const other = client.emulator.createOrg({ id: "other" });
    const headers = { authorization: `SSWS ${client.org.apiToken}` };
    expect((await request(`${other.url}/api/v1/users`, "GET", undefined, headers)).status).toBe(401);
    const { id } = client.org.seedUser({ profile: profileOf("ada") });
    headers.authorization = `SSWS ${other.apiToken}`;
    expect((await request(`${other.url}/api/v1/users/${id}`, "GET", undefined, headers)).status).toBe(404);
  });
});

describe("OAuth for service apps", () => {
  it("gives a token for granted scopes, and the log names the app", async () => {
    const client = await startOrg();
    const { clientId, claims, ask } = register(client, ["okta.users.read", "okta.groups.manage"]);
    const { body } = await ask(signJwt(claims()), "okta.users.read okta.groups.manage");
    const headers = { authorization: `Bearer ${body["access_token"]}` };
    expect((await client("GET", "/api/v1/users", undefined, headers)).status).toBe(200);
    await client("POST", "/api/v1/groups", { profile: { name: "Sales" } }, headers);
    expect(client.org.log().at(-1)?.actor).toMatchObject({ type: "PublicClientApp", id: clientId });
    const beyond = await client("POST", "/api/v1/users", { profile: profileOf("ada") }, headers);
    expect([beyond.status, beyond.body.errorCode]).toEqual([403, "E0000006"]);
    client.emulator.advance(60 * 60 * 1000);
    expect((await client("GET", "/api/v1/users", undefined, headers)).status).toBe(401);
  });

  it("refuses a bad signature, a wrong audience, an expired assertion, a repeated one and a foreign scope", async () => {
    const client = await startOrg();
    const { claims, ask } = register(client, ["okta.users.read"]);
    const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    const scope = "okta.users.read";
    const errorOf = async (assertion: string, wanted = scope) => (await ask(assertion, wanted)).body["error"];
    expect(await errorOf(signJwt(claims(), stranger))).toBe("invalid_client");
    expect(await errorOf(signJwt({ ...claims(), aud: "https://other.example" }))).toBe("invalid_client");
    expect(await errorOf(signJwt({ ...claims(), exp: 1 }))).toBe("invalid_client");
    const once = signJwt(claims());
    expect(await errorOf(once)).toBeUndefined();
    expect(await errorOf(once)).toBe("invalid_client");
    expect(await errorOf(signJwt(claims()), "okta.users.manage")).toBe("invalid_scope");
  });

  it("serves the stock SDK with a private key", async () => {
    const client = await startOrg();
    const scopes = ["okta.users.read"];
    const { clientId } = register(client, scopes);
    const config = { orgUrl: client.org.url, authorizationMode: "PrivateKey", clientId, scopes, privateKey };
    const sdk = new okta.Client({ ...config, keyId: "k1", cacheMiddleware: null } as never);
    expect((await sdk.userApi.getUser({ userId: "admin@msp.example" })).status).toBe("ACTIVE");
  });
});

describe("rate limits", () => {
  it("gives one token half of a bucket, says so in headers, and refuses the rest of the minute", async () => {
    let now = Date.parse("2026-03-01T00:00:30Z");
    const client = await startOrg({ rateLimits: "integrator" }, () => now);
    for (let call = 0; call < 10; call += 1) {
      const { status, headers } = await client("GET", "/api/v1/logs");
      expect([status, headers.get("x-rate-limit-remaining")]).toEqual([200, String(9 - call)]);
    }
    const refused = await client("GET", "/api/v1/logs");
    expect([refused.status, refused.body.errorCode]).toEqual([429, "E0000047"]);
    expect(refused.headers.get("x-rate-limit-reset")).toBe(String(now / 1000 + 60));
    expect(Date.parse(refused.headers.get("date") ?? "")).toBe(now);
    expect((await client("GET", "/api/v1/users")).status).toBe(200);
    now += 60_000;
    expect((await client("GET", "/api/v1/logs")).status).toBe(200);
  });
});

describe("an org's whole bucket", () => {
  it("is shared by its tokens, and running over it is logged once a minute", async () => {
    const client = await startOrg({ rateLimits: { logs: 4 } });
    const { claims, ask } = register(client, ["okta.logs.read"]);
    const { body } = await ask(signJwt(claims()), "okta.logs.read");
    const asApp = { authorization: `Bearer ${body["access_token"]}` };
    const statuses: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      statuses.push(
        (await client("GET", "/api/v1/logs")).status,
        (await client("GET", "/api/v1/logs", undefined, asApp)).status,
      );
    }
    expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
    const alerts = client.org.log().filter((event) => event.eventType === "system.org.rate_limit.violation");
    expect(alerts).toHaveLength(1);
  });
});

describe("paths and bodies", () => {
  it("refuses unknown paths, wrong methods and bodies that are no JSON", async () => {
    const client = await startOrg();
    const codes = [
      await client("GET", "/api/v1/unicorns"),
      await client("DELETE", "/api/v1/users"),
      await client("POST", "/api/v1/users", "{"),
      await client("POST", "/api/v1/users"),
      await client("POST", "/api/v1/users", { profile: "Ada" }),
    ].map((answer) => [answer.status, answer.body.errorCode]);
    expect(codes).toEqual([
      [404, "E0000008"],
      [405, "E0000022"],
      [400, "E0000003"],
      [400, "E0000003"],
      [400, "E0000001"],
    ]);
  });
});
