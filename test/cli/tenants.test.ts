import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { inFolder, mastery, masteryProcess } from "./command.ts";

function configOf(id: string, changes: object = {}): object {
  const hook = { id: `${id}.0123456789abcdef0123456789abcdef`, secret: { secret: "okta-hook" } };
  const okta = { orgUrl: "http://127.0.0.1:9", auth: { type: "token", token: { secret: "okta-token" } }, hook };
  return {
    schemaVersion: 1,
    id,
    name: "Acme Ltd",
    mode: "okta",
    okta,
    policy: { timeZone: "Europe/Amsterdam" },
    ...changes,
  };
}

function writeConfigs(dir: string, ...configs: object[]): string {
  const folder = join(dir, "tenants");
  mkdirSync(folder);
  for (const [at, config] of configs.entries()) writeFileSync(join(folder, `${at}.json`), JSON.stringify(config));
  return folder;
}

it("validates a folder without a data folder, and names every problem with file and path", async () => {
  await inFolder(async (dir) => {
    const folder = writeConfigs(dir, configOf("acme"), configOf("zenith", { mode: "oracle", colour: "red" }));
    const { status, stdout } = await mastery("tenant", "validate", folder, "--data", join(dir, "data"));
    expect(status).toBe(1);
    expect(stdout).toContain(`${join(folder, "0.json")}: valid, tenant acme`);
    expect(stdout).toContain(`${join(folder, "1.json")}: mode: `);
    expect(stdout).toContain(`${join(folder, "1.json")}: colour: is not known here`);
    expect(existsSync(join(dir, "data"))).toBe(false);
  });
});

it("finds the example tenants valid", async () => {
  const { status, stdout } = await masteryProcess("tenant", "validate", "tenants", "--json");
  const { files } = JSON.parse(stdout) as { files: { valid: boolean }[] };
  expect(status).toBe(0);
  expect(files.length).toBeGreaterThan(0);
  expect(files.every(({ valid }) => valid)).toBe(true);
});

it("applies a folder, making the data folder, and shows what is stored", async () => {
  await inFolder(async (dir) => {
    const data = ["--data", join(dir, "data")];
    const folder = writeConfigs(dir, configOf("acme"), configOf("zenith"));
    const applied = await mastery("tenant", "apply", folder, ...data);
    expect(applied.status).toBe(0);
    expect(applied.stderr).toMatch(/tenant acme still lacks okta-token, okta-hook/);
    const listed = await mastery("tenant", "list", "--json", ...data);
    expect(JSON.parse(listed.stdout)).toMatchObject({ tenants: [{ tenantId: "acme" }, { tenantId: "zenith" }] });
    const shown = await mastery("tenant", "show", "acme", ...data);
    expect(shown.stdout).toContain("Europe/Amsterdam");
    const table = await mastery("status", ...data);
    expect(table.stdout.split("\n").slice(0, 3)).toEqual([
      expect.stringMatching(/^TENANT +MASTERY/),
      expect.stringMatching(/^acme +okta/),
      expect.stringMatching(/^zenith +okta/),
    ]);
    const removed = await mastery("tenant", "remove", "acme", ...data);
    expect(removed).toMatchObject({ status: 0, stdout: expect.stringContaining("tenant acme is out of service") });
    const left = await mastery("tenant", "list", "--json", ...data);
    expect(JSON.parse(left.stdout)).toMatchObject({ tenants: [{ tenantId: "zenith" }] });
  });
});

it("stores none of a folder's tenants when one is invalid or two are the same", async () => {
  await inFolder(async (dir) => {
    const folder = writeConfigs(dir, configOf("acme"), configOf("acme"));
    const { status, stderr } = await mastery("tenant", "apply", folder, "--data", join(dir, "data"));
    expect(status).toBe(1);
    expect(stderr).toMatch(/nothing was stored:\n.*1\.json: id: acme is the id in .*0\.json/);
    expect(existsSync(join(dir, "data"))).toBe(false);
  });
});

it("takes secrets from a file that nobody else can read, and prints none of them", async () => {
  await inFolder(async (dir) => {
    const folder = writeConfigs(dir, configOf("acme"));
    const secrets = join(dir, "secrets.json");
    writeFileSync(secrets, JSON.stringify({ "okta-token": "sw0rdfish", "okta-hook": "sw0rdfish" }));
    chmodSync(secrets, 0o644);
    const args = ["tenant", "apply", folder, "--secrets", secrets, "--data", join(dir, "data"), "--json"];
    const refused = await mastery(...args);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/others may read .*chmod 600/);
    chmodSync(secrets, 0o600);
    const { status, stdout, stderr } = await mastery(...args);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      tenants: [{ storedSecrets: ["okta-token", "okta-hook"], missingSecrets: [] }],
    });
    expect(stdout + stderr + refused.stdout + refused.stderr).not.toContain("sw0rdfish");
  });
});

it("asks whose a secret is when several tenants are applied", async () => {
  await inFolder(async (dir) => {
    const folder = writeConfigs(dir, configOf("acme"), configOf("zenith"));
    const secrets = join(dir, "secrets.json");
    const apply = () => mastery("tenant", "apply", folder, "--secrets", secrets, "--data", join(dir, "data"), "--json");
    writeFileSync(secrets, JSON.stringify({ "okta-token": "t" }), { mode: 0o600 });
    expect((await apply()).stderr).toContain("{TENANT: {NAME: VALUE}}");
    writeFileSync(secrets, JSON.stringify({ acme: { "okta-token": "t" } }), { mode: 0o600 });
    expect(JSON.parse((await apply()).stdout)).toMatchObject({
      tenants: [
        { tenantId: "acme", storedSecrets: ["okta-token"] },
        { tenantId: "zenith", storedSecrets: [] },
      ],
    });
  });
});
