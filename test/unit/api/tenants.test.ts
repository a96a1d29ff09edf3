import { expect, it } from "vitest";
import { newPerson } from "../../../src/domain/person.ts";
import { readHook, secretMatches } from "../../../src/stores/hooks.ts";
import { putPerson } from "../../../src/stores/people.ts";
import { HOOK, NOW, openOffice, tenantConfig } from "./office.ts";

const fileOf = (config: object) => ({ file: "acme.json", text: JSON.stringify(config) });

it("names every problem of a file with its path", async () => {
  const config = { ...tenantConfig(), mode: "oracle", policy: { timeZone: "Mars/Base" }, colour: "red" };
  const { valid, problems } = await openOffice().call("tenant.validate", fileOf(config));
  expect(valid).toBe(false);
  expect(problems.map(({ path }) => path)).toEqual(expect.arrayContaining(["mode", "policy.timeZone"]));
  expect(problems).toContainEqual({ path: "colour", message: "is not known here" });
});

it("says where a file stops being JSON", async () => {
  const { valid, problems } = await openOffice().call("tenant.validate", { file: "x.json", text: '{"id": }' });
  expect(valid).toBe(false);
  expect(problems[0]?.message).toMatch(/^is not JSON: .*line 1, column 8/);
});

it("lists the secrets that a valid file asks for", async () => {
  const validation = await openOffice().call("tenant.validate", fileOf(tenantConfig()));
  expect(validation).toEqual({
    file: "acme.json",
    valid: true,
    problems: [],
    tenantId: "acme",
    secrets: ["okta-token", "okta-hook"],
  });
});

it("stores nothing of an invalid file, its secrets neither", async () => {
  const office = openOffice();
  const input = { ...fileOf({ ...tenantConfig(), mode: "oracle" }), secrets: { "okta-token": "t" } };
  await expect(office.call("tenant.apply", input)).rejects.toMatchObject({
    name: "InvalidInput",
    message: expect.stringContaining("mode"),
  });
  expect(await office.deps.secrets.read("acme", "okta-token")).toBeUndefined();
  expect((await office.call("tenant.list", {})).tenants).toEqual([]);
});

it("refuses a secret that no config names, and stores nothing", async () => {
  const office = openOffice();
  const input = { ...fileOf(tenantConfig()), secrets: { "okta-tokn": "t" } };
  await expect(office.call("tenant.apply", input)).rejects.toThrow(/no secret okta-tokn/);
  expect((await office.call("tenant.list", {})).tenants).toEqual([]);
});

it("names the secrets that are still missing, and makes the hook known once its secret is", async () => {
  const office = openOffice();
  const first = await office.apply();
  expect(first).toMatchObject({ change: "new", configVersion: 1, missingSecrets: ["okta-token", "okta-hook"] });
  expect(first.hookPath).toBeUndefined();
  expect(await readHook(office.deps.store, HOOK)).toBeUndefined();

  const secrets = { "okta-token": "t", "okta-hook": "knock" };
  const second = await office.call("tenant.apply", { ...fileOf(tenantConfig()), secrets });
  expect(second).toMatchObject({ change: "unchanged", missingSecrets: [], hookPath: `/v1/hooks/okta/${HOOK}` });
  expect(secretMatches(await readHook(office.deps.store, HOOK), "knock", NOW)).toBe("current");
});

it("keeps every version of a config, and applying the same twice adds none", async () => {
  const office = openOffice();
  await office.apply();
  await office.apply();
  await office.apply(tenantConfig({ name: "Acme Limited" }));
  const shown = await office.call("tenant.show", { tenantId: "acme" });
  expect(shown.versions.map(({ configVersion }) => configVersion)).toEqual([2, 1]);
  expect(shown.record.config.name).toBe("Acme Limited");
  expect(shown.secrets).toEqual([
    { name: "okta-token", stored: false },
    { name: "okta-hook", stored: false },
  ]);
});

it("shows no secret's value anywhere", async () => {
  const office = openOffice();
  const secrets = { "okta-token": "sw0rdfish", "okta-hook": "sw0rdfish" };
  const answers = [
    await office.call("tenant.apply", { ...fileOf(tenantConfig()), secrets }),
    await office.call("tenant.show", { tenantId: "acme" }),
    await office.call("tenant.list", {}),
  ];
  expect(JSON.stringify(answers)).not.toContain("sw0rdfish");
});

it("says what to do about a tenant that does not exist", async () => {
  await expect(openOffice().call("tenant.show", { tenantId: "nobody" })).rejects.toThrow(/mastery tenant apply/);
});

it("looks again at whoever is held when the config is applied, and at nobody else", async () => {
  const office = openOffice();
  await office.apply();
  const hold = { code: "too-many-leavers", reason: "many", todo: "raise the guard", since: NOW };
  const [held, free] = ["p-00000000000000000000000001", "p-00000000000000000000000002"];
  await office.deps.store.transact([
    putPerson("acme", { ...newPerson(held!, { provider: "okta", id: "u-1" }), hold }, undefined),
    putPerson("acme", newPerson(free!, { provider: "okta", id: "u-2" }), undefined),
  ]);
  await office.apply(tenantConfig({ policy: { timeZone: "UTC", guards: { leaversPer24h: 50 } } }));
  expect(office.assessments.map(({ body }) => body["personKey"])).toEqual([held]);
});

it("looks at whoever is held when the same config is applied again, since the first attempt may have been cut short", async () => {
  const office = openOffice();
  await office.apply();
  const hold = { code: "too-many-leavers", reason: "many", todo: "raise the guard", since: NOW };
  const key = "p-00000000000000000000000001";
  const held = putPerson("acme", { ...newPerson(key, { provider: "okta", id: "u-1" }), hold }, undefined);
  await office.deps.store.transact([held]);
  await office.apply();
  expect(office.assessments.map(({ body }) => body["personKey"])).toEqual([key]);
});

it.each([
  [{ templates: { "manager-welcom": {} } }, /notifications\.templates.*manager-welcom.*: is not known here/],
  [
    { templates: { hold: { text: "{name}" } } },
    /notifications\.templates\.hold\.text: \{name\} is no placeholder of hold/,
  ],
  [{ templates: { hold: { subject: "two\nlines" } } }, /is one line without control characters/],
  [{ replyTo: "desk" }, /notifications\.replyTo: must be an e-mail address/],
  [{ webhook: { url: "http://desk.example/x", secret: { secret: "s" } } }, /must begin with https/],
  [{ webhook: { url: "https://u:p@desk.example/x", secret: { secret: "s" } } }, /must hold no user or password/],
])("refuses messages that could not be sent: %j", async (notifications, problem) => {
  const config = tenantConfig({ notifications });
  const { valid, problems } = await openOffice().call("tenant.validate", fileOf(config));
  expect(valid).toBe(false);
  expect(problems.map(({ path, message }) => `${path}: ${message}`).join("\n")).toMatch(problem);
});

it("takes no webhook secret of another form, and stores nothing", async () => {
  const office = openOffice();
  const webhook = { url: "https://desk.example/x", secret: { secret: "desk" } };
  await office.apply(tenantConfig({ notifications: { webhook } }));
  const set = (value: string) => office.call("secret.set", { tenantId: "acme", name: "desk", value, by: "kim" });
  await expect(set("hunter2")).rejects.toThrow(/whsec_ and 24 to 64 bytes in base64/);
  expect(await office.deps.secrets.read("acme", "desk")).toBeUndefined();
  expect(await set(`whsec_${"A".repeat(32)}`)).toMatchObject({ usedBy: ["notifications.webhook.secret"] });
});
