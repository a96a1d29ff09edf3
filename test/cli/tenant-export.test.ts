import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runOperation } from "../../src/api/run-operation.ts";
import { openLocalDeps } from "../../src/local/open.ts";
import { auditWrites } from "../../src/stores/audit.ts";
import { resolvePerson } from "../../src/stores/people.ts";
import { inFolder, mastery } from "./command.ts";

const SECRET = "sw0rdfish";

/** A data folder with one tenant, a stored secret, and a person with an audit trail. */
async function furnish(dir: string): Promise<readonly string[]> {
  const dataDir = join(dir, "data");
  const { deps, close } = await openLocalDeps({ dataDir, create: true });
  const hook = { id: "acme.0123456789abcdef0123456789abcdef", secret: { secret: "okta-hook" } };
  const okta = { orgUrl: "http://127.0.0.1:9", auth: { type: "token", token: { secret: "okta-token" } }, hook };
  const config = {
    schemaVersion: 1,
    id: "acme",
    name: "Acme",
    mode: "okta",
    okta,
    policy: { timeZone: "Europe/Paris" },
  };
  const secrets = { "okta-token": SECRET, "okta-hook": SECRET };
  await runOperation("tenant.apply", { file: "acme.json", text: JSON.stringify(config), secrets }, deps);
  const personKey = await resolvePerson(deps.store, "acme", { provider: "okta", id: "00u1" }, deps.ids.personKey);
  for (const label of ["first\u2028line", "second"]) {
    const entry = { at: deps.clock.now(), kind: "looked", by: "system", detail: { label } };
    await deps.store.transact([...(await auditWrites(deps.store, "acme", personKey, entry))]);
  }
  await close();
  return ["--data", dataDir];
}

it("exports a tenant into a folder that is its owner's alone, without a secret, and checks it again later", async () => {
  await inFolder(async (dir) => {
    const data = await furnish(dir);
    const to = join(dir, "export");
    const exported = await mastery("tenant", "export", "acme", "--to", to, ...data);
    expect(exported).toMatchObject({ status: 0, stdout: expect.stringMatching(/exported 12 records in .* read back/) });
    expect(statSync(to).mode & 0o777).toBe(0o700);
    const files = readdirSync(to);
    expect(files.sort()).toEqual([
      "audit-heads.jsonl",
      "audit.jsonl",
      "config-versions.jsonl",
      "links.jsonl",
      "manifest.json",
      "people.jsonl",
      "secret-register.jsonl",
    ]);
    expect(files.map((file) => readFileSync(join(to, file), "utf8")).join()).not.toContain(SECRET);
    expect(files.every((file) => (statSync(join(to, file)).mode & 0o777) === 0o600)).toBe(true);
    const manifest = JSON.parse(readFileSync(join(to, "manifest.json"), "utf8"));
    expect(manifest).toMatchObject({ tenantId: "acme", withheld: { hooks: 1, secrets: ["okta-token", "okta-hook"] } });
    const audit = { file: "audit.jsonl", records: 4, schemaVersions: [1] };
    expect(manifest.files).toContainEqual(expect.objectContaining(audit));
    expect(await mastery("tenant", "verify-export", to)).toMatchObject({ status: 0 });
  });
});

it("finds a line that was changed, a line too many, a file that is gone, and one that was added", async () => {
  await inFolder(async (dir) => {
    const data = await furnish(dir);
    const to = join(dir, "export");
    await mastery("tenant", "export", "acme", "--to", to, ...data);
    const trail = readFileSync(join(to, "audit.jsonl"), "utf8");
    writeFileSync(join(to, "audit.jsonl"), trail.replace('"second"', '"forged"'));
    appendFileSync(join(to, "people.jsonl"), '{"partition":"TENANT#zenith#CONFIG"}\n');
    rmSync(join(to, "links.jsonl"));
    writeFileSync(join(to, "more.jsonl"), "");
    const { status, stderr } = await mastery("tenant", "verify-export", to);
    expect(status).toBe(1);
    expect(stderr).toContain("audit.jsonl: its SHA-256 is another");
    expect(stderr).toContain("audit.jsonl: an audit trail is broken at its entry 2");
    expect(stderr).toContain("people.jsonl:2: is not a record of tenant acme");
    expect(stderr).toContain("people.jsonl: holds 2 records, not 1");
    expect(stderr).toContain("links.jsonl: is missing");
    expect(stderr).toContain("more.jsonl: the manifest does not name it");
    expect(await mastery("tenant", "verify-export", dir)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("there is no export"),
    });
  });
});

it("removes a tenant with its data after an export, and says so when it is removed again", async () => {
  await inFolder(async (dir) => {
    const data = await furnish(dir);
    const to = join(dir, "export");
    const remove = (...args: string[]) => mastery("tenant", "remove", "acme", ...args, ...data);
    const unsafe = await remove("--with-data");
    expect(unsafe).toMatchObject({ status: 2, stderr: expect.stringContaining("needs --export-to DIR") });
    mkdirSync(join(dir, "full"));
    writeFileSync(join(dir, "full", "note.txt"), "mine");
    const full = await remove("--with-data", "--export-to", join(dir, "full"));
    expect(full).toMatchObject({ status: 1, stderr: expect.stringContaining("is not empty") });
    const removed = await remove("--with-data", "--export-to", to);
    expect(removed.status).toBe(0);
    expect(removed.stdout).toContain("1 versions of its config and the secrets okta-token, okta-hook");
    expect(removed.stdout).toContain("6 audit, 2 audit-heads, 1 links, 1 people; read again, nothing is left");
    const again = await remove("--with-data", "--export-to", join(dir, "other"));
    expect(again).toMatchObject({ status: 1, stderr: expect.stringContaining("no tenant acme, and no data of one") });
    expect(await mastery("tenant", "verify-export", to)).toMatchObject({ status: 0 });
  });
});
