/** The SDK's traps, each shown to be shut. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os, { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, onTestFinished, vi } from "vitest";
import { AccessDenied, InvalidInput, ProviderUnavailable, RateLimited } from "../../../../src/domain/errors.ts";
import type { Instant } from "../../../../src/domain/time.ts";
import { ADA, directoryOn, playScript, type Received, serve, userBody } from "./scripted-server.ts";

const READ = `GET /api/v1/users/${ADA}`;

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it("reads afresh although Okta's answer names its own address", async () => {
  const self = { _links: { self: { href: `https://acme.okta.com/api/v1/users/${ADA}` } } };
  const url = await playScript([
    { expects: READ, answers: { body: userBody(ADA, { ...self, status: "ACTIVE" }) } },
    { expects: READ, answers: { body: userBody(ADA, { ...self, status: "SUSPENDED" }) } },
  ]);
  const directory = directoryOn(url);
  expect((await directory.readAccount(ADA))?.status).toBe("ACTIVE");
  expect((await directory.readAccount(ADA))?.status).toBe("SUSPENDED");
});

it.each([48_000, 200_000, 2_000_000])("settles with a body of %i bytes", async (size) => {
  const self = { _links: { self: { href: "https://acme.okta.com/x" } } };
  const body = userBody(ADA, { ...self, profile: { login: "ada", note: "x".repeat(size) } });
  const url = await serve(() => ({ body }));
  expect((await directoryOn(url).readAccount(ADA))?.profile["note"]).toHaveLength(size);
});

it("leaves waiting for a rate limit to its caller, and says until when", async () => {
  const headers = {
    date: "Sun, 01 Mar 2026 12:00:00 GMT",
    "x-rate-limit-reset": String(Date.parse("2026-03-01T12:00:30Z") / 1000),
    "x-okta-request-id": "req1",
  };
  const url = await playScript([
    { expects: READ, answers: { status: 429, headers, body: { errorCode: "E0000047", errorSummary: "slow down" } } },
  ]);
  const now = () => "2026-03-01T13:00:00.000Z" as Instant;
  const refused = directoryOn(url, { now }).readAccount(ADA);
  await expect(refused).rejects.toBeInstanceOf(RateLimited);
  await expect(refused).rejects.toMatchObject({ evidence: { retryAt: "2026-03-01T13:00:30.000Z", requestId: "req1" } });
});

it.each(["reset", "hang", "cut"] as const)(
  "says ProviderUnavailable, without the address, when the answer is: %s",
  async (fate) => {
    const url = await playScript([{ expects: "GET /api/v1/users/ada@acme.example", answers: fate }]);
    const failed = directoryOn(url, { requestTimeoutMs: 200 }).findAccountByLogin("ada@acme.example");
    const error: Error = await failed.catch((caught) => caught);
    expect(error).toBeInstanceOf(ProviderUnavailable);
    expect(JSON.stringify([error.message, error.cause ?? null, error])).not.toMatch(/ada|127\.0\.0\.1/);
  },
);

it("says ProviderUnavailable when nobody listens", async () => {
  const failed = directoryOn("http://127.0.0.1:9").readAccount(ADA);
  await expect(failed).rejects.toMatchObject({
    name: "ProviderUnavailable",
    evidence: { networkError: "ECONNREFUSED" },
  });
});

it.each([
  [200, "<html>ada</html>"],
  [200, '{"id":'],
  [503, "<html>"],
  [403, "<html>blocked</html>"],
])("says ProviderUnavailable for %i %s", async (status, body) => {
  const url = await serve(() => ({ status, body, headers: { "x-okta-request-id": "req1" } }));
  const failed = directoryOn(url).readAccount(ADA);
  await expect(failed).rejects.toMatchObject({
    name: "ProviderUnavailable",
    evidence: { httpStatus: status, requestId: "req1" },
  });
});

it("takes no part of the answer for missing where the path is wrong", async () => {
  const url = await serve(() => ({ status: 404, body: { errorCode: "E0000008", errorSummary: "no such path" } }));
  await expect(directoryOn(url).readAccount(ADA)).rejects.toBeInstanceOf(InvalidInput);
});

it("follows no redirect, which would carry the token to another host", async () => {
  const strangers: Received[] = [];
  const stranger = await serve((request) => {
    strangers.push(request);
    return { body: userBody(ADA) };
  });
  const url = await serve(() => ({ status: 302, headers: { location: `${stranger}/api/v1/users/${ADA}` } }));
  await expect(directoryOn(url).readAccount(ADA)).rejects.toBeInstanceOf(ProviderUnavailable);
  expect(strangers).toEqual([]);
});

it("sends the token that it was given, whatever the environment and okta.yaml say", async () => {
  const home = mkdtempSync(join(tmpdir(), "mastery-okta-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  mkdirSync(join(home, ".okta"));
  const foreign = "okta:\n  client:\n    orgUrl: https://evil.okta.com\n    token: foreign\n    userAgent: foreign\n";
  writeFileSync(
    join(home, ".okta", "okta.yaml"),
    `${foreign}    authorizationMode: PrivateKey\n    clientId: foreign\n`,
  );
  vi.spyOn(os, "homedir").mockReturnValue(home);
  vi.stubEnv("HOME", home);
  for (const name of ["ORGURL", "TOKEN", "CLIENTID", "SCOPES", "PRIVATEKEY", "KEYID"])
    vi.stubEnv(`OKTA_CLIENT_${name}`, "foreign");
  vi.stubEnv("OKTA_CLIENT_AUTHORIZATIONMODE", "PrivateKey");
  const seen: Received[] = [];
  const url = await serve((request) => {
    seen.push(request);
    return { body: userBody(ADA) };
  });
  await directoryOn(url).readAccount(ADA);
  expect(seen.map(({ headers }) => headers.authorization)).toEqual(["SSWS 00secret"]);
  expect(JSON.stringify(seen)).not.toContain("foreign");
});

it("says what to look at when the SDK trips over somebody's okta.yaml", async () => {
  const home = mkdtempSync(join(tmpdir(), "mastery-okta-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  mkdirSync(join(home, ".okta"));
  writeFileSync(join(home, ".okta", "okta.yaml"), "");
  vi.stubEnv("HOME", home);
  await expect(directoryOn("http://127.0.0.1:9").readAccount(ADA)).rejects.toThrow(/okta\.yaml/);
});

it("sends nothing for this machine through a proxy", async () => {
  const proxied: string[] = [];
  const proxy = await serve(({ path }) => {
    proxied.push(path);
    return "reset";
  });
  vi.stubEnv("https_proxy", proxy);
  const url = await serve(() => ({ body: userBody(ADA) }));
  expect((await directoryOn(url).readAccount(ADA))?.id).toBe(ADA);
  expect(proxied).toEqual([]);
});

it("keeps attributes and letters as they are, in both directions", async () => {
  const profile = { login: "zoë@acme.example", naïve: "Žižek 🦊", list: ["a", null], custom: { deep: true } };
  const url = await playScript([
    { expects: READ, answers: { body: userBody(ADA, { profile }) } },
    { expects: `POST /api/v1/users/${ADA}`, body: { profile: { custom: ["ß"] } }, answers: { body: userBody(ADA) } },
  ]);
  const directory = directoryOn(url);
  expect((await directory.readAccount(ADA))?.profile).toEqual(profile);
  await directory.updateProfile(ADA, { custom: ["ß"] });
});

it("uses a replaced token at once where Okta refuses the old one", async () => {
  const tokens = ["revoked", " fresh \n", " fresh \n"];
  const seen: string[] = [];
  const url = await serve(({ headers }) => {
    seen.push(String(headers.authorization));
    if (headers.authorization === "SSWS fresh") return { body: userBody(ADA) };
    return { status: 401, body: { errorCode: "E0000011", errorSummary: "Invalid token provided" } };
  });
  const directory = directoryOn(url, { readSecret: async () => tokens.shift() ?? "" } as never);
  expect((await directory.readAccount(ADA))?.id).toBe(ADA);
  expect((await directory.readAccount(ADA))?.id).toBe(ADA);
  expect(seen).toEqual(["SSWS revoked", "SSWS fresh", "SSWS fresh"]);
});

it("asks once with a refused token that nobody has replaced, whether or not the store answers then", async () => {
  let reads = 0;
  let requests = 0;
  const url = await serve(() => {
    requests += 1;
    return { status: 401, body: { errorCode: "E0000011", errorSummary: "Invalid token provided" } };
  });
  const readSecret = async () => {
    reads += 1;
    if (reads === 4) throw new Error("store away");
    return "revoked";
  };
  const directory = directoryOn(url, { readSecret } as never);
  for (const calls of [1, 2]) {
    await expect(directory.readAccount(ADA)).rejects.toBeInstanceOf(AccessDenied);
    expect(requests).toBe(calls);
  }
  expect(reads).toBe(4);
});

it("tries a failed start afresh", async () => {
  const answers = [Promise.reject(new Error("store away")), Promise.resolve(""), Promise.resolve("00secret")];
  const url = await serve(() => ({ body: userBody(ADA) }));
  const directory = directoryOn(url, { readSecret: () => answers.shift() } as never);
  await expect(directory.readAccount(ADA)).rejects.toThrow("store away");
  await expect(directory.readAccount(ADA)).rejects.toThrow("the secret okta-token is empty");
  expect((await directory.readAccount(ADA))?.id).toBe(ADA);
});

it("says AccessDenied, without showing it, for a token that fits into no header", async () => {
  const directory = directoryOn("http://127.0.0.1:9", { readSecret: async () => "00\nsecret" } as never);
  const error: Error = await directory.readAccount(ADA).catch((caught) => caught);
  expect(error).toBeInstanceOf(AccessDenied);
  expect(error.message).not.toContain("secret");
});
