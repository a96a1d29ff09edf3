import { expect, it } from "vitest";
import { readHook } from "../../../src/stores/hooks.ts";
import { takeLease } from "../../../src/stores/mailbox.ts";
import { wake } from "../../../src/stores/wake.ts";
import { HOOK, NOW, openOffice, tenantConfig } from "./office.ts";

async function openWithSecrets() {
  const office = openOffice();
  const text = JSON.stringify(tenantConfig());
  const secrets = { "okta-token": "t", "okta-hook": "knock" };
  await office.call("tenant.apply", { file: "acme.json", text, secrets });
  return office;
}

it("removes config, hook and secrets, and keeps people and their history", async () => {
  const office = await openWithSecrets();
  await office.apply(tenantConfig({ name: "Acme Limited" }));
  const personKey = await office.hire("00uAAAAAAAAAAAAAAAAA");
  const { execution } = await office.record({ personKey, seq: 1 });
  const removed = await office.call("tenant.remove", { tenantId: "acme" });
  expect(removed).toEqual({ tenantId: "acme", removedVersions: 2, removedSecrets: ["okta-token", "okta-hook"] });
  expect((await office.call("tenant.list", {})).tenants).toEqual([]);
  expect(await readHook(office.deps.store, HOOK)).toBeUndefined();
  expect(await office.deps.secrets.read("acme", "okta-token")).toBeUndefined();
  expect((await office.call("executions.show", { execution })).run.personKey).toBe(personKey);
});

it("can be undone by applying the file again, which finds the same people", async () => {
  const office = await openWithSecrets();
  const personKey = await office.hire("00uAAAAAAAAAAAAAAAAA");
  await office.call("tenant.remove", { tenantId: "acme" });
  expect(await office.apply()).toMatchObject({
    change: "new",
    configVersion: 1,
    missingSecrets: ["okta-token", "okta-hook"],
  });
  expect((await office.call("person.list", {})).people.map(({ key }) => key)).toEqual([personKey]);
});

it("removes nothing while an execution runs", async () => {
  const office = await openWithSecrets();
  const personKey = await office.hire("00uAAAAAAAAAAAAAAAAA");
  await wake(office.deps.store, { tenantId: "acme", personKey, priority: 1, now: NOW });
  await takeLease(office.deps.store, "acme", personKey, NOW);
  await expect(office.call("tenant.remove", { tenantId: "acme" })).rejects.toMatchObject({ name: "Conflict" });
  expect(await office.deps.secrets.read("acme", "okta-token")).toBe("t");
  expect((await office.call("tenant.list", {})).tenants).toHaveLength(1);
});

it("says so when there is no such tenant", async () => {
  await expect(openOffice().call("tenant.remove", { tenantId: "acme" })).rejects.toThrow(/no tenant acme/);
});
