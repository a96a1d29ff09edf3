/** What the connector sends while it keeps the contract, against Okta's public OpenAPI description. */
import { expect, test } from "vitest";
import { OKTA_CAPABILITIES } from "../../src/connectors/okta/capabilities.ts";
import { directoryContract } from "../contract/directory.contract.ts";
import { startOktaUnderTest } from "../contract/okta-emulator-org.ts";
import type { RecordedRequest } from "../contract/recording-proxy.ts";
import { loadOktaOpenApi } from "./okta-openapi.ts";
import { referencePath } from "./reference-dir.ts";

const sent: RecordedRequest[] = [];
const LEAST = Object.fromEntries(["login", "email", "firstName", "lastName"].map((name) => [name, expect.any(String)]));

directoryContract("Okta, recorded", async () => {
  const under = await startOktaUnderTest();
  const close = async () => {
    sent.push(...under.requests);
    await under.close();
  };
  return { ...under, close };
});

test("every request is one that Okta describes", () => {
  const api = loadOktaOpenApi(referencePath("okta"));
  expect(sent.length).toBeGreaterThan(150);
  const problems = sent.flatMap(({ method, path, body }) =>
    api.knows(method, path)
      ? api.validateRequest(method, path, body === "" ? undefined : JSON.parse(body)).map((what) => `${path}: ${what}`)
      : [`${method} ${path}: not described`],
  );
  expect([...new Set(problems)]).toEqual([]);
});

test("every declared request is described, needs no scope beyond the declared ones, and is really sent", () => {
  const api = loadOktaOpenApi(referencePath("okta"));
  const includes = (scopes: readonly string[], needed: string) =>
    scopes.includes(needed) || scopes.includes(needed.replace(/\.read$/, ".manage"));
  for (const [operation, { requests, scopes }] of Object.entries(OKTA_CAPABILITIES)) {
    for (const request of requests) {
      const [method = "", template = ""] = request.split(" ");
      expect(api.knows(method, template), request).toBe(true);
      const missing = (api.scopesOf(method, template) ?? []).filter((scope) => !includes(scopes, scope));
      expect(missing, `${operation}: ${request}`).toEqual([]);
      const pattern = new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[A-Za-z0-9]{20}")}(\\?.*)?$`);
      const isSent = sent.some((one) => one.method === method && pattern.test(one.path));
      expect(isSent, `${operation}: ${request}`).toBe(true);
    }
  }
});

test("nothing is sent that no capability declares, no account is ever deleted, and none is replaced without all that it held", () => {
  const declared = Object.values(OKTA_CAPABILITIES).flatMap(({ requests }) => requests);
  const patterns = declared.map((request) => new RegExp(`^${request.replaceAll(/\{\w+\}/g, "[^/]+")}$`));
  const bare = sent.map(({ method, path }) => `${method} ${path.replace(/\?.*$/, "")}`);
  expect(bare.filter((request) => !patterns.some((pattern) => pattern.test(request)))).toEqual([]);
  expect(bare.filter((request) => /^DELETE \/api\/v1\/users\/[^/]+$/.test(request))).toEqual([]);
  const replacing = sent.filter(({ method, path }) => method === "PUT" && /^\/api\/v1\/users\/[^/]+$/.test(path));
  expect(replacing.length).toBeGreaterThan(0);
  for (const { body } of replacing)
    expect(JSON.parse(body)).toEqual({ type: { id: expect.any(String) }, profile: expect.objectContaining(LEAST) });
});
