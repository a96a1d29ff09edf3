import { describe, expect, it } from "vitest";
import { OKTA_CAPABILITIES } from "../../../../src/connectors/okta/capabilities.ts";
import { DEFAULT_SCOPES, OktaConfig } from "../../../../src/connectors/okta/config.ts";
import { createOktaDirectory } from "../../../../src/connectors/okta/index.ts";
import { InvalidInput } from "../../../../src/domain/errors.ts";

const token = { type: "token", token: { secret: "okta-token" } } as const;
const oauth = { type: "oauth", clientId: "0oa1", privateKey: { secret: "okta-key" } } as const;
const problemsOf = (value: unknown) =>
  OktaConfig.safeParse(value).error?.issues.map(({ path }) => path.join(".")) ?? [];

describe("an Okta configuration", () => {
  it.each([
    "https://acme.okta.com",
    "https://id.acme.example",
    "http://127.0.0.1:4100/orgs/acme",
    "http://localhost:4100",
    "http://[::1]:4100",
    "emulator",
  ])("takes %s for an org's address", (orgUrl) => {
    expect(problemsOf({ orgUrl, auth: token })).toEqual([]);
  });

  it.each([
    "http://acme.okta.com",
    "http://127.0.0.1.evil.example",
    "http://localhost.evil.example",
    "ftp://acme.okta.com",
    "acme.okta.com",
    "https://acme-admin.okta.com",
    "https://user:secret@acme.okta.com",
    "https://acme.okta.com/?x=1",
    "",
  ])("refuses %j", (orgUrl) => {
    expect(problemsOf({ orgUrl, auth: token })).toEqual(["orgUrl"]);
  });

  it("says what is wrong with an address", () => {
    const messageOf = (orgUrl: string) => OktaConfig.safeParse({ orgUrl, auth: token }).error?.issues[0]?.message;
    expect(messageOf("acme.okta.com")).toContain("such as https://acme.okta.com");
    expect(messageOf("https://acme-admin.okta.com")).toContain("admin console");
    expect(messageOf("http://acme.okta.com")).toContain("https://");
  });

  it("holds names of secrets and never the secrets", () => {
    const orgUrl = "https://acme.okta.com";
    expect(problemsOf({ orgUrl, auth: { type: "token", token: "00abc" } })).toEqual(["auth.token"]);
    const pem = "-----BEGIN PRIVATE KEY-----\nMIIE";
    expect(problemsOf({ orgUrl, auth: { ...oauth, privateKey: { secret: pem } } })).toEqual(["auth.privateKey.secret"]);
    expect(problemsOf({ orgUrl, auth: token, hook: { id: "h1", secret: { secret: "hook" } } })).toEqual([]);
    expect(problemsOf({ orgUrl, auth: token, token: "00abc" })).toEqual([""]);
  });

  it("asks for the scopes that its operations need, unless it lists others", () => {
    const parse = (auth: object) => OktaConfig.parse({ orgUrl: "https://acme.okta.com", auth }).auth;
    expect(parse(oauth)).toMatchObject({ scopes: DEFAULT_SCOPES });
    expect(parse({ ...oauth, scopes: ["okta.users.read"] })).toMatchObject({ scopes: ["okta.users.read"] });
    const needed = Object.values(OKTA_CAPABILITIES).flatMap(({ scopes, isForUserTypes }) =>
      isForUserTypes ? [] : scopes,
    );
    const covers = (scope: string) =>
      DEFAULT_SCOPES.some((granted) => granted === scope || granted === scope.replace(/read$/, "manage"));
    expect(needed.filter((scope) => !covers(scope))).toEqual([]);
    expect(DEFAULT_SCOPES.filter((scope) => !needed.includes(scope))).toEqual([]);
  });

  it("needs a real address before it becomes a directory", async () => {
    const directory = createOktaDirectory({ orgUrl: "emulator", auth: token }, { readSecret: async () => "00" });
    await expect(directory.listGroups()).rejects.toBeInstanceOf(InvalidInput);
  });
});
