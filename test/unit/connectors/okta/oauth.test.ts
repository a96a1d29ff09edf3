/** A service app's access tokens: the SDK swallows errors, asks too often and knows no expiry. */
import { generateKeyPairSync } from "node:crypto";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { DEFAULT_SCOPES } from "../../../../src/connectors/okta/config.ts";
import { createOktaDirectory } from "../../../../src/connectors/okta/index.ts";
import { AccessDenied, ProviderUnavailable, RateLimited } from "../../../../src/domain/errors.ts";
import type { Instant } from "../../../../src/domain/time.ts";
import { startOktaEmulator } from "../../../../src/emulators/okta/index.ts";
import { ADA, type Answer, type Received, serve, userBody } from "./scripted-server.ts";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" })
  .privateKey.export({ format: "pem", type: "pkcs8" })
  .toString();
const jwk = JSON.stringify({ ...rsa.privateKey.export({ format: "jwk" }), kid: "k1" });
const pem = rsa.privateKey.export({ format: "pem", type: "pkcs8" }).toString();

function serviceApp(
  orgUrl: string,
  privateKey: string,
  more: { clientId?: string; scopes?: string[]; keyId?: string } = {},
) {
  const own = { type: "oauth", privateKey: { secret: "okta-key" } } as const;
  const auth = { clientId: "0oaMastery", scopes: [...DEFAULT_SCOPES], ...own, ...more };
  return createOktaDirectory({ orgUrl, auth }, { readSecret: async () => privateKey });
}

/** An org whose tokens t1, t2, … are valid as `isValid` says; counts the requests for them. */
async function org(isValid: (token: string) => boolean, answerToken?: (count: number) => Answer | undefined) {
  const seen: Received[] = [];
  let count = 0;
  const url = await serve((request) => {
    seen.push(request);
    if (request.path === "/oauth2/v1/token") {
      count += 1;
      const token = { access_token: `t${count}`, token_type: "Bearer", expires_in: 3600 };
      return answerToken?.(count) ?? { body: token };
    }
    const token = request.headers.authorization?.replace(/^(?:Bearer|DPoP) /, "") ?? "";
    if (isValid(token)) return { body: userBody(ADA) };
    return { status: 401, body: { errorCode: "E0000011", errorSummary: "Invalid token provided" } };
  });
  const calls = () => seen.filter(({ path }) => path.startsWith("/api/")).length;
  return { url, seen, tokenRequests: () => count, calls };
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("a service app", () => {
  it("asks for the scopes of user types by themselves: an org that never granted them loses nothing else", async () => {
    const emulator = await startOktaEmulator({ orgs: [{ id: "acme" }] });
    onTestFinished(() => emulator.close());
    const acme = emulator.org("acme");
    const publicKey = { ...rsa.publicKey.export({ format: "jwk" }), kid: "k1" };
    const typesToo = ["okta.userTypes.read", "okta.schemas.read"];
    const clientOf = (scopes: string[]) =>
      serviceApp(acme.url, jwk, { clientId: acme.registerClient({ publicKey, scopes }) });
    const plain = clientOf([...DEFAULT_SCOPES]);
    await expect(plain.findUserTypes(["user"])).rejects.toBeInstanceOf(AccessDenied);
    expect(await plain.listGroups()).not.toEqual([]);
    const both = clientOf([...DEFAULT_SCOPES, ...typesToo]);
    expect(await both.findUserTypes(["user"])).toMatchObject([{ name: "user" }]);
  });

  it.each([
    ["a JWK", jwk],
    ["a PEM", pem],
  ])("signs in to the emulator with %s and does what its scopes allow", async (_, key) => {
    const emulator = await startOktaEmulator({ orgs: [{ id: "acme" }] });
    onTestFinished(() => emulator.close());
    const acme = emulator.org("acme");
    const publicKey = { ...rsa.publicKey.export({ format: "jwk" }), kid: "k1" };
    const clientId = acme.registerClient({ publicKey, scopes: [...DEFAULT_SCOPES, "okta.users.read"] });
    const directory = serviceApp(acme.url, key, { clientId });
    const profile = { login: "ada@acme.example", email: "ada@acme.example", firstName: "Ada", lastName: "Example" };
    const { id } = await directory.createAccount({ profile });
    const since = new Date(Date.now() - 60_000).toISOString() as Instant;
    await directory.clearSessions(id);
    expect(await directory.sessionsClearedSince(id, since)).toBe(true);
    expect(await directory.listGroupRules()).toEqual([]);
    expect(await directory.listAdminRoles(id)).toEqual([]);
    expect(await directory.listAppAssignments(id)).toEqual([]);
    // An hour later the token has expired and Okta alone knows.
    emulator.advance(61 * 60_000);
    expect((await directory.readAccount(id))?.id).toBe(id);
    const narrow = serviceApp(acme.url, key, { clientId, scopes: ["okta.users.read"] });
    await expect(narrow.clearSessions(id)).rejects.toMatchObject({
      name: "AccessDenied",
      evidence: { providerCode: "E0000006" },
    });
  });

  it("asks for one token for many calls that start cold", async () => {
    const { url, tokenRequests, calls } = await org(() => true);
    const directory = serviceApp(url, jwk);
    await Promise.all(Array.from({ length: 8 }, () => directory.readAccount(ADA)));
    expect([tokenRequests(), calls()]).toEqual([1, 8]);
  });

  it("renews an expired token once for all calls that met it, and repeats them", async () => {
    let expired = false;
    const { url, tokenRequests, calls } = await org((token) => !expired || token !== "t1");
    const directory = serviceApp(url, jwk);
    await directory.readAccount(ADA);
    expired = true;
    await Promise.all(Array.from({ length: 6 }, () => directory.readAccount(ADA)));
    expect(tokenRequests()).toBe(2);
    expect(calls()).toBe(1 + 6 + 6);
  });

  it("gives up after one renewal when Okta goes on refusing", async () => {
    const { url, tokenRequests, calls } = await org(() => false);
    await expect(serviceApp(url, jwk).readAccount(ADA)).rejects.toMatchObject({
      name: "AccessDenied",
      evidence: { providerCode: "E0000011", httpStatus: 401 },
    });
    expect([tokenRequests(), calls()]).toEqual([2, 2]);
  });

  it("says why it got no token, and calls nothing without one", async () => {
    const body = { error: "invalid_scope", error_description: "The service app lacks okta.logs.read." };
    const { url, tokenRequests, calls } = await org(
      () => true,
      () => ({ status: 400, body }),
    );
    const refused = serviceApp(url, jwk).readAccount(ADA);
    await expect(refused).rejects.toBeInstanceOf(AccessDenied);
    await expect(refused).rejects.toThrow("invalid_scope, The service app lacks okta.logs.read.");
    expect([tokenRequests(), calls()]).toEqual([1, 0]);
  });

  it("asks once for a token that a 401 denies", async () => {
    const answer = { status: 401, body: { error: "invalid_client" } };
    const { url, tokenRequests } = await org(
      () => true,
      () => answer,
    );
    await expect(serviceApp(url, jwk).readAccount(ADA)).rejects.toBeInstanceOf(AccessDenied);
    expect(tokenRequests()).toBe(1);
  });

  it.each([
    ["is limited", { status: 429, body: { errorCode: "E0000047" } }, RateLimited],
    ["is away", { status: 503, body: "<html>" }, ProviderUnavailable],
    ["gives no token", { status: 200, body: {} }, ProviderUnavailable],
    ["talks nonsense", { status: 200, body: "<html>" }, ProviderUnavailable],
  ] as const)("tries again with the next call when the token endpoint %s", async (_, answer, family) => {
    const { url } = await org(
      () => true,
      (count) => (count === 1 ? answer : undefined),
    );
    const directory = serviceApp(url, jwk);
    await expect(directory.readAccount(ADA)).rejects.toBeInstanceOf(family);
    expect((await directory.readAccount(ADA))?.id).toBe(ADA);
  });

  it("proves possession of its key where the org demands it", async () => {
    const nonce = { status: 400, body: { error: "use_dpop_nonce" }, headers: { "dpop-nonce": "n1" } };
    const { url, seen, tokenRequests } = await org(
      () => true,
      (count) => (count === 1 ? nonce : undefined),
    );
    expect((await serviceApp(url, jwk).readAccount(ADA))?.id).toBe(ADA);
    expect(tokenRequests()).toBe(2);
    const { headers } = seen.at(-1) as Received;
    expect(headers.authorization).toBe("DPoP t2");
    const claims = JSON.parse(Buffer.from(String(headers["dpop"]).split(".")[1] ?? "", "base64url").toString());
    expect(claims).toMatchObject({ htm: "GET", htu: `${url}/api/v1/users/${ADA}` });
  });

  it.each([
    ["none", {}, "AccessDenied", 1],
    ["another one for ever", { "dpop-nonce": "n1" }, "ProviderUnavailable", 4],
  ])("gives up when Okta demands a nonce and gives %s", async (_, headers, name, requests) => {
    const { url, tokenRequests } = await org(
      () => true,
      () => ({ status: 400, body: { error: "use_dpop_nonce" }, headers }),
    );
    await expect(serviceApp(url, jwk).readAccount(ADA)).rejects.toMatchObject({ name });
    expect(tokenRequests()).toBe(requests);
  });

  it.each([
    ["an elliptic key, which the SDK cannot prove with", ec],
    ["a public key", rsa.publicKey.export({ format: "pem", type: "spki" }).toString()],
    ["no key at all", "-----BEGIN NONSENSE-----"],
    ["JSON that is no key", '{"kty":"oct"}'],
    ["a number", "7"],
    ["null", "null"],
  ])("says AccessDenied for %s, and prints nothing of it", async (_, key) => {
    const printed = [vi.spyOn(console, "warn"), vi.spyOn(console, "error"), vi.spyOn(console, "log")];
    const { url, seen } = await org(() => true);
    const refused = serviceApp(url, key).readAccount(ADA);
    await expect(refused).rejects.toBeInstanceOf(AccessDenied);
    await expect(refused).rejects.toThrow("no RSA key");
    expect(seen).toEqual([]);
    for (const print of printed) expect(print).not.toHaveBeenCalled();
  });

  it.each([
    ["the configuration's", "configured", jwk, "configured"],
    ["the key's own", undefined, jwk, "k1"],
    ["none, although the environment has one", undefined, pem, undefined],
  ])("names %s key id", async (_, keyId, key, kid) => {
    vi.stubEnv("OKTA_CLIENT_KEYID", "foreign");
    const { url, seen } = await org(() => true);
    await serviceApp(url, key, keyId === undefined ? {} : { keyId }).readAccount(ADA);
    const assertion = new URLSearchParams(seen[0]?.body).get("client_assertion") ?? "";
    const header = JSON.parse(Buffer.from(assertion.split(".")[0] ?? "", "base64url").toString());
    expect(header).toMatchObject({ alg: "RS256" });
    expect(header.kid).toBe(kid);
  });
});
