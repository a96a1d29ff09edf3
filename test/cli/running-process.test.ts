import type { ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { ExecutionList } from "../../src/api/executions-list.ts";
import { ended, inFolder, mastery, masteryProcess, printed, startLocalProcess, startMastery } from "./command.ts";

const running: ChildProcess[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map(stop));
});

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const end = ended(child);
  child.kill("SIGINT");
  return end;
}

interface Okta {
  readonly url: string;
  readonly apiToken: string;
}

async function emulateOkta(): Promise<{ okta: Okta; child: ChildProcess }> {
  const child = startMastery("emulate", "okta", "--json");
  running.push(child);
  const [document = ""] = await printed(child, /\{[^}]+\}/);
  return { okta: JSON.parse(document) as Okta, child };
}

async function createUser({ url, apiToken }: Okta, login: string): Promise<string> {
  const profile = { login, email: login, firstName: "Ana", lastName: "Silva\u001b[31m" };
  const response = await fetch(`${url}/api/v1/users?activate=true`, {
    method: "POST",
    headers: { authorization: `SSWS ${apiToken}`, "content-type": "application/json" },
    body: JSON.stringify({ profile, credentials: { password: { value: "Correct-horse-7" } } }),
  });
  return ((await response.json()) as { id: string }).id;
}

async function applyTenant(dir: string, { url, apiToken }: Okta): Promise<void> {
  const hook = { id: "acme.0123456789abcdef0123456789abcdef", secret: { secret: "okta-hook" } };
  const okta = { orgUrl: url, auth: { type: "token", token: { secret: "okta-token" } }, hook };
  const config = {
    schemaVersion: 1,
    id: "acme",
    name: "Acme",
    mode: "okta",
    okta,
    policy: { timeZone: "Europe/Paris" },
  };
  const [file, secrets] = [join(dir, "acme.json"), join(dir, "secrets.json")];
  writeFileSync(file, JSON.stringify(config));
  writeFileSync(secrets, JSON.stringify({ "okta-token": apiToken, "okta-hook": "knock" }), { mode: 0o600 });
  const applied = await masteryProcess("tenant", "apply", file, "--secrets", secrets, "--data", join(dir, "data"));
  expect(applied).toMatchObject({ status: 0, stderr: "" });
}

/** The first execution once it has closed. */
async function closedExecution(data: readonly string[]): Promise<ExecutionList["executions"][number]> {
  for (;;) {
    const { status, stdout, stderr } = await mastery("executions", "list", "--json", ...data);
    if (status !== 0) throw new Error(stderr);
    const [first] = (JSON.parse(stdout) as ExecutionList).executions;
    if (first?.closedAt !== undefined) return first;
  }
}

it("emulates Okta until it is interrupted, and then ends with 0", async () => {
  const { okta, child } = await emulateOkta();
  const headers = { authorization: `SSWS ${okta.apiToken}` };
  expect((await fetch(`${okta.url}/api/v1/users`, { headers })).status).toBe(200);
  expect((await fetch(`${okta.url}/api/v1/users`)).status).toBe(401);
  expect(await stop(child)).toBe(0);
});

it("orders a leave on the folder, and the process that starts later carries it out", async () => {
  await inFolder(async (dir) => {
    const data = ["--data", join(dir, "data")];
    const { okta } = await emulateOkta();
    const accountId = await createUser(okta, "ana@acme.example");
    await applyTenant(dir, okta);
    const leave = ["person", "leave", "ana@acme.example", "--tenant", "acme", "--reason", "r"];
    const ordered = await masteryProcess(...leave, ...data);
    expect(ordered.status).toBe(0);
    expect(ordered.stderr).toContain("npm start");

    const local = startLocalProcess("--no-demo", "--port", "0", ...data);
    running.push(local);
    await printed(local, /Mastery runs at http/);
    const { execution } = await closedExecution(data);
    const shown = await masteryProcess("executions", "show", execution, ...data);
    expect(shown.stdout).toMatch(/status +succeeded \(execution SUCCEEDED\)/);
    expect(shown.stdout).toMatch(/Deactivate account .* s/);
    const person = await mastery("person", "show", accountId, ...data);
    expect(person.stdout).toMatch(/phase +left/);
    expect(person.stdout).toContain(`${accountId}, DEPROVISIONED (read now)`);
    expect(person.stdout).toContain("the chain is unbroken");
    expect(person.stdout).not.toContain("\u001b");

    const again = await mastery("executions", "rerun", execution, "--json", ...data);
    expect(JSON.parse(again.stdout)).toMatchObject({ tenantId: "acme" });
    const twice = await mastery("person", "leave", accountId, "--tenant", "acme", "--reason", "r", "--json", ...data);
    expect(twice.status).toBe(1);
    expect(JSON.parse(twice.stdout)).toMatchObject({ error: { name: "StateChanged" } });
    expect(await stop(local)).toBe(0);
  });
});

it("shows when a leave holds as the tenant's own clocks do", async () => {
  await inFolder(async (dir) => {
    const { okta } = await emulateOkta();
    const accountId = await createUser(okta, "ana@acme.example");
    await applyTenant(dir, okta);
    const when = ["--at", "2099-03-31", "--reason", "end of contract", "--by", "tess"];
    const { stdout } = await mastery(
      ...["person", "leave", accountId, "--tenant", "acme"],
      ...when,
      ...["--data", join(dir, "data")],
    );
    expect(stdout).toContain("from 2099-04-01 00:00 in Europe/Paris (2099-03-31T22:00:00.000Z)");
    expect(stdout).toMatch(/by +tess/);
  });
});

it("opens the folder itself when the process that left its address there is gone", async () => {
  await inFolder(async (dir) => {
    const { okta } = await emulateOkta();
    await applyTenant(dir, okta);
    const address = { url: "http://127.0.0.1:1", token: "t", pid: 1 };
    writeFileSync(join(dir, "data", "operator.json"), JSON.stringify(address));
    const { status, stdout } = await mastery("tenant", "list", "--data", join(dir, "data"));
    expect(status).toBe(0);
    expect(stdout).toContain("acme");
  });
});

it("sends its token nowhere but to this machine", async () => {
  await inFolder(async (dir) => {
    const { okta } = await emulateOkta();
    await applyTenant(dir, okta);
    const file = join(dir, "data", "operator.json");
    writeFileSync(file, JSON.stringify({ url: "http://mastery.example:80", token: "t", pid: 1 }));
    expect((await mastery("tenant", "list", "--data", join(dir, "data"))).status).toBe(0);
    expect(readFileSync(file, "utf8")).toContain("mastery.example");
  });
});
