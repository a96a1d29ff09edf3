import { expect, it } from "vitest";
import { trailOf } from "./trail.ts";
import { inWorld, type World } from "./world.ts";

const MINUTE_MS = 60_000;

const ana = {
  login: "ana@story.example",
  email: "ana@story.example",
  secondEmail: "ana@home.example",
  firstName: "Ana",
  lastName: "Silva",
};

function seedEmployee({ org }: World, groups: readonly string[] = ["Payroll"]): string {
  const profile = { login: "eli@story.example", email: "eli@story.example", firstName: "Eli", lastName: "Roe" };
  const { id } = org.seedUser({ profile });
  for (const name of groups) org.seedGroup({ name, memberIds: [id] });
  return id;
}

/** Minutes pass, and the sweep runs after each. */
async function minutes(world: World, count: number): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    await world.clock.advance(MINUTE_MS);
    await world.runtime.sweep();
    await world.settle();
  }
}

it("gets a leaver out who met an outage of Okta, by itself and within minutes of its end", async () => {
  await inWorld({}, async (world) => {
    const userId = seedEmployee(world);
    await world.settle();
    world.org.faults.add({
      method: "POST",
      path: "/api/v1/users/*/lifecycle/*",
      kind: "status",
      status: 503,
      times: 25,
    });
    await world.orderLeave(userId);
    await world.settle();
    expect((await world.runs(userId)).at(-1)).toMatchObject({ status: "failed" });
    await minutes(world, 10);
    expect(world.status(userId)).toBe("DEPROVISIONED");
    expect(await world.person(userId)).toMatchObject({ phase: "left" });
    expect(await trailOf(world, userId)).toEqual([
      "mastery: nothing to do (joined) for linked: a new account in Okta: nothing is left to do",
      "operator: ordered #1 kind leave at 2026-03-01T20:00Z, because: ordered in a story",
      "mastery: leaver for linked: leave ordered by a named operator (order #1); block-sign-in, clear-sessions, record-groups, remove-group, deactivate",
      "mastery: failed: VerificationFailed",
      "mastery: leaver for linked: leave ordered by a named operator (order #1); block-sign-in, clear-sessions, deactivate",
      "mastery: leaver verified, 3 read back: left",
    ]);
  });
});

it("does not spin with a joiner that cannot succeed: its own undo wakes it no sooner", async () => {
  const policy = {
    joiner: { profile: [{ attribute: "displayName", value: "{firstName}" }], groups: [{ group: "Sales" }] },
  };
  await inWorld({ policy }, async (world) => {
    world.org.faults.add({ method: "PUT", path: "/api/v1/groups/**", kind: "status", status: 503, times: 100_000 });
    const userId = await world.admin.createUser(ana, false);
    await world.settle();
    await minutes(world, 30);
    const failed = (await world.runs(userId)).filter(({ status }) => status === "failed");
    expect(failed.length).toBeGreaterThanOrEqual(2);
    expect(failed.length).toBeLessThanOrEqual(3);
  });
});

it("shows an order that cannot be looked at as a failed run, and carries it out once Okta lets us in again", async () => {
  await inWorld({}, async (world) => {
    const userId = seedEmployee(world);
    await world.settle();
    const refused = { path: "/api/v1/users/*", kind: "status", status: 503, times: 3 } as const;
    world.org.faults.add({ method: "GET", ...refused });
    await world.orderLeave(userId);
    await world.settle();
    expect((await world.runs(userId)).map(({ status }) => status)).toContain("failed");
    await minutes(world, 40);
    expect(world.status(userId)).toBe("DEPROVISIONED");
    expect(await trailOf(world, userId)).toEqual([
      "mastery: nothing to do (joined) for linked: a new account in Okta: nothing is left to do",
      "operator: ordered #1 kind leave at 2026-03-01T20:00Z, because: ordered in a story",
      "mastery: failed: ProviderUnavailable",
      "mastery: failed: ProviderUnavailable",
      "mastery: failed: ProviderUnavailable",
      "mastery: leaver for linked: leave ordered by a named operator (order #1); block-sign-in, clear-sessions, record-groups, remove-group, deactivate",
      "mastery: leaver verified, 5 read back: left",
    ]);
  });
});

it("gets somebody out who has locked the account between the plan and the block", async () => {
  await inWorld({}, async (world) => {
    const userId = seedEmployee(world);
    await world.settle();
    // Okta refuses to suspend whoever is not ACTIVE any more: the plan was made a moment before.
    const { deps } = world.runtime;
    const start = deps.executions.start;
    Object.assign(deps.executions, {
      start: async (...given: Parameters<typeof start>) => {
        for (let n = 0; n < 12; n += 1) await signIn(world, "wrong");
        expect(world.status(userId)).toBe("LOCKED_OUT");
        return start(...given);
      },
    });
    await world.orderLeave(userId);
    await world.settle();
    expect((await world.runs(userId)).findLast(({ machine }) => machine === "leaver")).toMatchObject({
      status: "succeeded",
    });
    expect(world.status(userId)).toBe("DEPROVISIONED");
    expect(await trailOf(world, userId)).toEqual([
      "mastery: nothing to do (joined) for linked: a new account in Okta: nothing is left to do",
      "operator: ordered #1 kind leave at 2026-03-01T20:00Z, because: ordered in a story",
      "mastery: leaver for linked: leave ordered by a named operator (order #1); block-sign-in, clear-sessions, record-groups, remove-group, deactivate",
      "mastery: leaver verified, 5 read back: left",
    ]);
  });
});

it("takes more groups away than one run can hold, run after run", async () => {
  await inWorld({}, async (world) => {
    const userId = seedEmployee(
      world,
      Array.from({ length: 230 }, (_, n) => `Group ${n}`),
    );
    await world.orderLeave(userId);
    await world.settle();
    expect(await world.groupsOf(userId)).toEqual(["Everyone"]);
    expect(await world.person(userId)).toMatchObject({ phase: "left" });
    expect((await world.person(userId)).recordedGroups).toHaveLength(230);
  });
});

it("works although every index read is a while behind", async () => {
  await inWorld({ indexLagMs: 500 }, async (world) => {
    const userId = await world.admin.createUser(ana, false);
    await world.settle();
    await minutes(world, 2);
    expect(await world.person(userId)).toMatchObject({ phase: "joined" });
  });
});

async function signIn({ org }: World, password: string): Promise<void> {
  const body = JSON.stringify({ username: "eli@story.example", password });
  await fetch(`${org.url}/api/v1/authn`, { method: "POST", headers: { "content-type": "application/json" }, body });
}
