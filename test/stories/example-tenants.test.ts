/** The files in tenants/, one per mastery mode, in a world of their own: what they decide, and what they refuse. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { runOperation } from "../../src/api/run-operation.ts";
import { MASTERY } from "../../src/domain/mastery.ts";
import type { Person } from "../../src/domain/person.ts";
import type { Run } from "../../src/stores/runs.ts";
import { parseTenantConfig, type TenantConfig } from "../../src/tenants/tenant-config.ts";
import { trailOf } from "./trail.ts";
import { inWorld, TENANT, type World } from "./world.ts";

const FOLDER = new URL("../../tenants/", import.meta.url);
const examples = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .map((file) => parseTenantConfig(readFileSync(new URL(file, FOLDER), "utf8"), file));
const sourced = examples.filter(({ mode }) => mode !== "okta");

/** The world of an example: its mode, its rules, and the groups that they name. */
function inExample({ mode, policy }: TenantConfig, story: (world: World) => Promise<void>): Promise<void> {
  const groups = [...policy.joiner.groups.map(({ group }) => group), ...policy.leaver.keepGroups];
  return inWorld({ mode, policy, groups: [...new Set(groups)] }, story);
}

const profileOf = (first: string) => ({
  login: `${first}@story.example`,
  email: `${first}@story.example`,
  secondEmail: `${first}@home.example`,
  firstName: first,
  lastName: "Roe",
});

/** Everything that was said to whoever asks why: the last decision's refusals, and the hold. */
function said(run: Run | undefined, { hold }: Person): string {
  const refused = (run?.decision?.refused ?? []).map(({ what, reason }) => `${what} ${reason}`);
  return [run?.decision?.reason ?? "", ...refused, hold ? `${hold.reason} ${hold.todo}` : ""].join(" ");
}

it("has one example for each mastery mode", () => {
  expect(examples.map(({ mode }) => mode).sort()).toEqual(Object.keys(MASTERY).sort());
});

it.each(examples.filter(({ mode }) => mode === "okta"))("$id: takes a joiner in and a leaver out", async (example) => {
  await inExample(example, async (world) => {
    const userId = await world.admin.createUser(profileOf("ana"), false);
    await world.settle();
    expect(world.status(userId)).toBe("PROVISIONED");
    expect(await world.groupsOf(userId)).toContain("All staff");
    await world.orderLeave(userId);
    await world.settle();
    expect(world.status(userId)).toBe("DEPROVISIONED");
    expect((await world.runs(userId)).filter(({ machine }) => machine).map(({ status }) => status)).toEqual([
      "succeeded",
      "succeeded",
    ]);
    expect(await trailOf(world, userId)).toEqual([
      "mastery: joiner for linked: a new account in Okta; update-profile, add-group, activate",
      "mastery: joiner verified, 3 read back: joined",
      "operator: ordered #1 kind leave at 2026-03-01T20:00Z, because: ordered in a story",
      "mastery: leaver for linked: leave ordered by a named operator (order #1); block-sign-in, clear-sessions, record-groups, remove-group, raise-task x3",
      "mastery: leaver verified, 7 read back: left",
    ]);
  });
});

it.each(sourced)("$id: leaves it to its authority who joins, and says so", async (example) => {
  await inExample(example, async (world) => {
    const userId = await world.admin.createUser(profileOf("ana"), false);
    await world.settle();
    expect(world.status(userId)).toBe("STAGED");
    const runs = await world.runs(userId);
    expect(runs.map(({ status }) => status)).not.toContain("failed");
    expect(said(runs.at(-1), await world.person(userId))).toContain(MASTERY[example.mode].authority);
  });
});

it.each(sourced)("$id: never deactivates by itself, and names the right place for who is to leave", async (example) => {
  await inExample(example, async (world) => {
    const { id: userId } = world.org.seedUser({ profile: profileOf("eli") });
    await world.settle();
    await world.orderLeave(userId);
    await world.settle();
    expect(world.status(userId)).not.toBe("DEPROVISIONED");
    const runs = await world.runs(userId);
    expect(runs.map(({ status }) => status)).not.toContain("failed");
    expect(said(runs.at(-1), await world.person(userId))).toContain(MASTERY[example.mode].rightPlace);
  });
});

it.each(sourced)("$id: can be simulated, which names the authority and changes nothing", async (example) => {
  await inExample(example, async (world) => {
    const { id: userId } = world.org.seedUser({ profile: profileOf("eli") });
    await world.settle();
    const simulation = await runOperation("simulate", { tenantId: TENANT, who: userId }, world.runtime.deps);
    expect(JSON.stringify(simulation)).not.toContain('"kind":"deactivate"');
    expect(world.status(userId)).toBe("ACTIVE");
  });
});
