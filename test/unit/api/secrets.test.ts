import { expect, it } from "vitest";
import { StoreUnavailable } from "../../../src/domain/errors.ts";
import { firstBrokenEntry, readTenantAudit } from "../../../src/stores/audit.ts";
import { readHook, secretMatches } from "../../../src/stores/hooks.ts";
import { HOOK, NOW, type Office, openOffice, tenantConfig } from "./office.ts";

const CANARY = "sw0rdfish-canary";

async function openAcme(extra: Parameters<typeof openOffice>[0] = {}): Promise<Office> {
  const office = openOffice(extra);
  await office.apply();
  return office;
}

const set = (office: Office, name: string, value: string = CANARY) =>
  office.call("secret.set", { tenantId: "acme", name, value, by: "kim" });

it("seals a secret, and says of it only who set it, when and for what", async () => {
  const office = await openAcme();
  const answer = await set(office, "okta-token");
  expect(answer).toEqual({
    tenantId: "acme",
    name: "okta-token",
    setAt: NOW,
    setBy: "kim",
    usedBy: ["okta.auth.token"],
  });
  expect(await office.deps.secrets.read("acme", "okta-token")).toBe(CANARY);
});

it("lists what is missing first, then what no config asks for any more, and never a value", async () => {
  const office = await openAcme();
  await set(office, "okta-token");
  const auth = { type: "token", token: { secret: "new-token" } };
  await office.apply(tenantConfig({ okta: { ...(tenantConfig()["okta"] as object), auth } }));
  const { secrets } = await office.call("secret.list", {});
  expect(secrets.map(({ name, state, setBy }) => [name, state, setBy])).toEqual([
    ["new-token", "missing", undefined],
    ["okta-hook", "missing", undefined],
    ["okta-token", "unused", "kim"],
  ]);
  expect(JSON.stringify(secrets)).not.toContain(CANARY);
});

it("writes into the tenant's audit trail that a secret was set and removed, without its value", async () => {
  const office = await openAcme();
  await set(office, "okta-token");
  office.pass(1000);
  await office.call("secret.remove", { tenantId: "acme", name: "okta-token", by: "lee" });
  const trail = await readTenantAudit(office.deps.store, "acme");
  expect(trail.map(({ kind, by, detail }) => [kind, by, detail])).toEqual([
    ["secret-set", "kim", { name: "okta-token" }],
    ["secret-removed", "lee", { name: "okta-token" }],
  ]);
  expect(firstBrokenEntry(trail)).toBeUndefined();
  expect(JSON.stringify(trail)).not.toContain(CANARY);
});

it("makes the hook known with its secret, and forgets it with its secret", async () => {
  const office = await openAcme();
  const known = async (secret: string) => secretMatches(await readHook(office.deps.store, HOOK), secret, NOW);
  expect(await set(office, "okta-hook")).not.toHaveProperty("hookSecretBefore");
  expect(await known(CANARY)).toBe("current");
  const second = await set(office, "okta-hook", "another");
  expect(second.hookSecretBefore).toEqual({});
  expect([await known("another"), await known(CANARY)]).toEqual(["current", "previous"]);
  const removed = await office.call("secret.remove", { tenantId: "acme", name: "okta-hook", by: "kim" });
  expect(removed.usedBy).toEqual(["okta.hook.secret"]);
  expect(await known("another")).toBeUndefined();
});

it("changes no config when a secret is set", async () => {
  const office = await openAcme();
  await set(office, "okta-hook");
  expect((await office.call("tenant.show", { tenantId: "acme" })).versions).toHaveLength(1);
});

it("refuses a name that no config asks for, and does not repeat it: it may be the value", async () => {
  const office = await openAcme();
  const refused = set(office, CANARY, "okta-token");
  await expect(refused).rejects.toThrow(/it names: okta-token, okta-hook/);
  await expect(refused).rejects.not.toThrow(CANARY);
  const removal = office.call("secret.remove", { tenantId: "acme", name: CANARY, by: "kim" });
  await expect(removal).rejects.not.toThrow(CANARY);
  await expect(
    office.call("secret.set", { tenantId: "acme", name: "okta-token", value: "", by: "kim" }),
  ).rejects.toThrow();
});

it("does not remove what the outbox has sealed", async () => {
  const office = await openAcme();
  await office.deps.secrets.write("acme", "outbox-1", "https://link");
  const removal = office.call("secret.remove", { tenantId: "acme", name: "outbox-1", by: "kim" });
  await expect(removal).rejects.toThrow(/has no such secret/);
  expect(await office.deps.secrets.read("acme", "outbox-1")).toBe("https://link");
});

it("keeps the value out of the error when it cannot be stored or does not parse", async () => {
  const refuse = async (): Promise<never> => {
    throw new StoreUnavailable("the store does not answer");
  };
  const office = await openAcme({ secrets: { read: async () => undefined, write: refuse, remove: refuse } });
  await expect(set(office, "okta-token")).rejects.not.toThrow(CANARY);
  for (const wrong of [{ value: CANARY.repeat(10_000) }, { value: { inner: CANARY } }, { [CANARY]: CANARY }]) {
    const input = { tenantId: "acme", name: "okta-token", value: CANARY, by: "kim", ...wrong };
    const error = await office.call("secret.set", input as never).catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(Error);
    if (!(CANARY in wrong)) expect(String(error)).not.toContain(CANARY);
  }
});

it("writes down who applied a tenant's secrets from a file", async () => {
  const office = openOffice();
  const text = JSON.stringify(tenantConfig());
  await office.call("tenant.apply", { file: "acme.json", text, secrets: { "okta-token": CANARY }, by: "kim" });
  const { secrets } = await office.call("secret.list", { tenantId: "acme" });
  expect(secrets.find(({ name }) => name === "okta-token")).toMatchObject({ state: "set", setBy: "kim" });
});

it("takes every secret away with the tenant, those too that its config no longer names", async () => {
  const office = await openAcme();
  await set(office, "okta-token");
  const removed = await office.call("tenant.remove", { tenantId: "acme" });
  expect(removed.removedSecrets).toContain("okta-token");
  expect(await office.deps.secrets.read("acme", "okta-token")).toBeUndefined();
});
