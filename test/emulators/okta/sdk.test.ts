import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { profileOf, startOrg } from "./harness.ts";

// The SDK is CommonJS; requiring it keeps its two thousand files out of the transform.
const okta = createRequire(import.meta.url)("@okta/okta-sdk-nodejs") as typeof import("@okta/okta-sdk-nodejs");

it("serves the stock SDK below an org's path prefix with an API token", async () => {
  const { org } = await startOrg();
  const client = new okta.Client({ orgUrl: org.url, token: org.apiToken, cacheMiddleware: null } as never);
  const created = await client.userApi.createUser({ body: { profile: profileOf("ada") }, activate: false });
  expect(created.status).toBe("STAGED");
  const group = await client.groupApi.createGroup({ group: { profile: { name: "Sales" } } });
  const groupId = group.id ?? "";
  await client.groupApi.assignUserToGroup({ groupId, userId: created.id ?? "" });
  await client.userApi.activateUser({ userId: created.id ?? "", sendEmail: false });
  const found = await client.userApi.getUser({ userId: "ada@acme.example" });
  expect(found.status).toBe("PROVISIONED");
  const logins: unknown[] = [];
  for await (const user of await client.userApi.listUsers({ limit: 1 })) logins.push(user?.profile?.login);
  expect(logins).toEqual(["admin@msp.example", "ada@acme.example"]);
});
