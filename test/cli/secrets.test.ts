import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ended, inFolder, mastery, masteryFed, masteryProcessFed, printed, startLocalProcess } from "./command.ts";
import { writeTenant } from "./tenant.ts";

const CANARY = "sw0rdfish-canary-94201";

const inTenant = (work: (data: readonly string[], dir: string) => Promise<void>): Promise<void> =>
  inFolder(async (dir) => {
    const data = ["--data", join(dir, "data")];
    const applied = await mastery("tenant", "apply", writeTenant(dir), ...data);
    expect(applied.stderr).toContain("mastery secret set NAME --tenant acme");
    await work(data, dir);
  });

/** True when some file of the folder holds the text. */
function holds(dir: string, text: string): boolean {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.some((file) => readFileSync(join(file.parentPath, file.name)).includes(text));
}

it("seals what is piped in, without its line break, and shows nothing of it anywhere", async () => {
  await inTenant(async (data, dir) => {
    const answers = [
      await masteryProcessFed(`${CANARY}\n`, "secret", "set", "okta-token", "--tenant", "acme", "--by", "kim", ...data),
      await masteryFed(CANARY, "secret", "set", "okta-hook", "--tenant", "acme", "--json", ...data),
      await mastery("secret", "list", ...data),
      await mastery("secret", "list", "--json", ...data),
      await mastery("tenant", "show", "acme", "--json", ...data),
      await mastery("secret", "remove", "okta-token", "--tenant", "acme", ...data),
    ];
    for (const { status, stdout, stderr } of answers) {
      expect({ status, stderr }).toMatchObject({ status: 0 });
      expect(stdout + stderr).not.toContain(CANARY);
    }
    expect(answers[2]?.stdout).toMatch(/acme +okta-token +set +okta\.auth\.token +\d{4}-\S+ +kim/);
    expect(JSON.parse(answers[1]?.stdout ?? "")).toMatchObject({ name: "okta-hook", usedBy: ["okta.hook.secret"] });
    expect(answers[5]?.stderr).toContain("the config still asks for it");
    expect(holds(dir, CANARY)).toBe(false);
  });
});

it("refuses a secret on the command line, says why, and does not repeat it", async () => {
  await inTenant(async (data) => {
    const tenant = ["--tenant", "acme", ...data];
    for (const args of [
      ["okta-token", CANARY],
      ["okta-token", "--value", CANARY],
      ["okta-token", `--value=${CANARY}`],
    ]) {
      const { status, stdout, stderr } = await masteryFed("", "secret", "set", ...args, ...tenant);
      expect(status).toBe(2);
      expect(stdout + stderr).not.toContain(CANARY);
    }
    const { stderr } = await masteryProcessFed("", "secret", "set", "okta-token", CANARY, ...tenant);
    expect(stderr).toMatch(/never an argument.*history.*pipe it in/);
  });
});

it("refuses an empty secret and a missing tenant", async () => {
  await inTenant(async (data) => {
    for (const nothing of ["", "\n", "  \r\n"]) {
      const refused = await masteryFed(nothing, "secret", "set", "okta-token", "--tenant", "acme", ...data);
      expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining("it is empty") });
    }
    expect(await masteryFed(CANARY, "secret", "set", "okta-token", ...data)).toMatchObject({ status: 2 });
  });
});

it("reaches a running process over its operator route, whose errors do not hold the value either", async () => {
  await inTenant(async (data, dir) => {
    const child = startLocalProcess("--port", "0", "--no-demo", ...data);
    try {
      await printed(child, /runs at/);
      const set = await masteryFed(CANARY, "secret", "set", "okta-hook", "--tenant", "acme", ...data);
      expect(set).toMatchObject({ status: 0 });
      const refusals = [
        await masteryFed(CANARY, "secret", "set", "no-such-name", "--tenant", "acme", ...data),
        await masteryFed(CANARY, "secret", "set", "okta-hook", "--tenant", "nobody", ...data),
        await masteryFed(CANARY.repeat(10_000), "secret", "set", "okta-hook", "--tenant", "acme", ...data),
      ];
      for (const { status, stdout, stderr } of refusals) {
        expect(status).toBe(1);
        expect(stdout + stderr).not.toContain(CANARY);
      }
      const operator = JSON.parse(readFileSync(join(dir, "data", "operator.json"), "utf8"));
      const posted = await fetch(`${operator.url}/v1/operator`, {
        method: "POST",
        headers: { authorization: `Bearer ${operator.token}` },
        body: `{"operation":"secret.set","input":{"value":"${CANARY}"`,
      });
      expect(await posted.text()).not.toContain(CANARY);
    } finally {
      child.kill("SIGTERM");
      await ended(child);
    }
    expect(holds(dir, CANARY)).toBe(false);
  });
});
