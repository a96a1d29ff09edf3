import { expect, it } from "vitest";
import { epochMsOf } from "../../src/domain/time.ts";
import { trailOf } from "./trail.ts";
import { inWorld, type World } from "./world.ts";

const TASK = {
  key: "laptop",
  title: "Collect the laptop",
  instructions: "Ask for it.",
  owner: "desk@msp.example",
  dueDays: 2,
};

function seedEmployee({ org }: World): string {
  const groups = [org.seedGroup({ name: "Payroll" }).id, org.seedGroup({ name: "VPN" }).id];
  const profile = { login: "eli@story.example", email: "eli@story.example", firstName: "Eli", lastName: "Roe" };
  return org.seedUser({ profile, groupIds: groups }).id;
}

it("cuts everything off for a leaver who was ordered for now, with sign-in blocked and read back within seconds", async () => {
  await inWorld({ policy: { leaver: { tasks: [TASK] } } }, async (world) => {
    const userId = seedEmployee(world);
    await world.settle();
    const ordered = epochMsOf(world.clock.now());
    await world.orderLeave(userId);
    await world.settle();

    const [run] = (await world.runs(userId)).filter(({ machine }) => machine === "leaver");
    expect(run).toMatchObject({ status: "succeeded", verification: { unmet: [] } });
    const history = await world.runtime.executions.history("leaver", run!.execution);
    const blocked = history.find(({ type, stateName }) => type === "TaskStateExited" && stateName === "Block sign-in")!;
    expect(epochMsOf(blocked.at) - ordered).toBeLessThan(5_000);
    expect(world.status(userId)).toBe("DEPROVISIONED");
    expect(await world.groupsOf(userId)).toEqual(["Everyone"]);
    expect(await world.person(userId)).toMatchObject({ phase: "left", effects: { "task:laptop": expect.anything() } });
    expect((await world.person(userId)).recordedGroups?.map(({ name }) => name)).toEqual(["Payroll", "VPN"]);
    expect(await trailOf(world, userId)).toEqual([
      "mastery: nothing to do (joined) for linked: a new account in Okta: nothing is left to do",
      "operator: ordered #1 kind leave at 2026-03-01T20:00Z, because: ordered in a story",
      "mastery: leaver for linked: leave ordered by a named operator (order #1); block-sign-in, clear-sessions, record-groups, remove-group x2, deactivate, raise-task",
      "mastery: leaver verified, 7 read back: left",
    ]);
  });
});

it("completes what Okta leaves behind when an administrator deactivates somebody", async () => {
  await inWorld({}, async (world) => {
    const userId = seedEmployee(world);
    await world.admin.deactivate(userId);
    await world.settle();
    expect(await world.groupsOf(userId)).toEqual(["Everyone"]);
    expect(await world.person(userId)).toMatchObject({ phase: "left" });
    expect(await trailOf(world, userId)).toEqual([
      "mastery: leaver for linked: the account was deactivated in Okta; clear-sessions, record-groups, remove-group x2",
      "mastery: leaver verified, 4 read back: left",
    ]);
  });
});

it("blocks at once and deactivates after the days that the policy gives", async () => {
  await inWorld({ policy: { leaver: { deactivateAfterDays: 3 } } }, async (world) => {
    const userId = seedEmployee(world);
    await world.orderLeave(userId);
    await world.settle();
    expect(world.status(userId)).toBe("SUSPENDED");
    expect(await world.person(userId)).toMatchObject({ phase: "blocked" });
    await world.days(4);
    expect(world.status(userId)).toBe("DEPROVISIONED");
    expect(await world.person(userId)).toMatchObject({ phase: "left" });
  });
});

it("waits for a leave that was ordered for later", async () => {
  await inWorld({}, async (world) => {
    const userId = seedEmployee(world);
    await world.orderLeave(userId, "2026-03-04T06:00:00.000Z" as never);
    await world.settle();
    expect(world.status(userId)).toBe("ACTIVE");
    await world.days(4);
    expect(world.status(userId)).toBe("DEPROVISIONED");
  });
});

it("is not green when Okta says that it was done and does not show it", async () => {
  await inWorld({}, async (world) => {
    const userId = seedEmployee(world);
    world.org.faults.add({ method: "DELETE", path: "/api/v1/groups/**", kind: "no-effect", times: 1000 });
    await world.orderLeave(userId);
    await world.settle();
    const run = (await world.runs(userId)).findLast(({ machine }) => machine === "leaver")!;
    expect(run).toMatchObject({ status: "failed", error: "VerificationFailed" });
    expect(run.cause).toContain("remove-group");
    expect(world.status(userId)).toBe("DEPROVISIONED"); // a failed step keeps no other from cutting access
  });
});
