/**
 * Golden execution histories: event types and state names in order, as AWS's GetExecutionHistory would list them. They
 * change only when a process changes; `UPDATE_GOLDEN=1` writes them anew, for a reviewer to read as a diff.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { releaseLease } from "../../src/stores/mailbox.ts";
import { inWorld, type World } from "../stories/world.ts";
import { compare, GOLDEN } from "./golden.ts";

const MACHINES = fileURLToPath(new URL("../../statemachines", import.meta.url));
/** For the new hire only: the manager is there before, with nothing left to do. */
const when = { department: "Sales" };
const JOINER = {
  joiner: { profile: [{ attribute: "displayName", value: "{firstName}", when }], groups: [{ group: "Sales", when }] },
};
const TASK = { key: "laptop", title: "Collect it", instructions: "Ask.", owner: "desk@msp.example", dueDays: 2 };
const LEAVER = { leaver: { tasks: [TASK] } };

const profileOf = (name: string) => ({
  login: `${name}@story.example`,
  email: `${name}@story.example`,
  firstName: name,
  lastName: "Roe",
});

async function hire(world: World, reachable: "by-mail" | "by-manager"): Promise<string> {
  const boss = world.org.seedUser({ profile: profileOf("boss") });
  const mail = reachable === "by-mail" ? { secondEmail: "ana@home.example" } : {};
  return world.admin.createUser({ ...profileOf("ana"), ...when, managerId: boss.id, ...mail }, false);
}

function seedEmployee({ org }: World): string {
  const payroll = org.seedGroup({ name: "Payroll" });
  return org.seedUser({ profile: profileOf("eli"), groupIds: [payroll.id] }).id;
}

it("joiner by mail", async () => {
  await inWorld({ policy: JOINER }, async (world) => {
    const userId = await hire(world, "by-mail");
    await world.settle();
    expect((await compare(world, "joiner", userId, "by-mail")).status).toBe("succeeded");
  });
});

it("joiner by manager link", async () => {
  await inWorld({ policy: JOINER }, async (world) => {
    const userId = await hire(world, "by-manager");
    await world.settle();
    const run = await compare(world, "joiner", userId, "by-manager-link");
    expect(run.status).toBe("succeeded");
    expect(run.decision?.operations.map(({ kind }) => kind)).toContain("deliver-credential");
  });
});

it("joiner that is rate limited and resumes", async () => {
  await inWorld({ policy: JOINER }, async (world) => {
    world.org.faults.add({ method: "PUT", path: "/api/v1/groups/**", kind: "status", status: 429 });
    const userId = await hire(world, "by-mail");
    await world.settle();
    expect((await compare(world, "joiner", userId, "rate-limited-resumes")).status).toBe("succeeded");
  });
});

it("joiner that gives up, waits for Okta on the way back, and undoes", async () => {
  await inWorld({ policy: JOINER }, async (world) => {
    const { faults } = world.org;
    faults.add({
      method: "POST",
      path: "/api/v1/users/*/lifecycle/activate",
      kind: "status",
      status: 500,
      times: 1000,
    });
    faults.add({ method: "DELETE", path: "/api/v1/groups/**", kind: "status", status: 429 });
    const userId = await hire(world, "by-mail");
    await world.settle();
    expect((await compare(world, "joiner", userId, "gives-up-and-undoes")).status).toBe("failed");
    expect(world.status(userId)).toBe("STAGED");
    expect(await world.groupsOf(userId)).toEqual(["Everyone"]);
    expect((world.org.user(userId) as { profile: { displayName?: unknown } }).profile.displayName ?? null).toBeNull();
  });
});

/** Somebody of Engineering, whom the rules gave its group, moves to Sales. */
async function moveToSales(world: World, faults: () => void = () => {}): Promise<string> {
  const boss = world.org.seedUser({ profile: profileOf("boss") });
  const secondEmail = "ana@home.example";
  const hired = { ...profileOf("ana"), department: "Engineering", managerId: boss.id, secondEmail };
  const userId = await world.admin.createUser(hired, false);
  await world.settle();
  faults();
  await world.admin.updateProfile(userId, when);
  await world.settle();
  return userId;
}

const MOVER = {
  joiner: {
    ...JOINER.joiner,
    groups: [...JOINER.joiner.groups, { group: "Engineering", when: { department: "Engineering" } }],
  },
};

it("mover complete", async () => {
  await inWorld({ policy: MOVER }, async (world) => {
    const userId = await moveToSales(world);
    expect((await compare(world, "mover", userId, "complete")).status).toBe("succeeded");
    expect(await world.groupsOf(userId)).toEqual(["Everyone", "Sales"]);
  });
});

it("mover that is rate limited and resumes", async () => {
  await inWorld({ policy: MOVER }, async (world) => {
    const limited = { method: "DELETE", path: "/api/v1/groups/**", kind: "status", status: 429 } as const;
    const userId = await moveToSales(world, () => void world.org.faults.add(limited));
    expect((await compare(world, "mover", userId, "rate-limited-resumes")).status).toBe("succeeded");
  });
});

it("mover whose middle step fails goes forward and fails at Verify", async () => {
  await inWorld({ policy: MOVER }, async (world) => {
    const broken = { method: "PUT", path: "/api/v1/groups/**", kind: "status", status: 500, times: 1000 } as const;
    const userId = await moveToSales(world, () => void world.org.faults.add(broken));
    const run = await compare(world, "mover", userId, "failing-middle-step");
    expect(run).toMatchObject({ status: "failed", error: "VerificationFailed" });
    expect(await world.groupsOf(userId)).toEqual(["Everyone"]);
  });
});

it("leaver complete", async () => {
  await inWorld({ policy: LEAVER }, async (world) => {
    const userId = seedEmployee(world);
    await world.orderLeave(userId);
    await world.settle();
    expect((await compare(world, "leaver", userId, "complete")).status).toBe("succeeded");
  });
});

it("leaver that is rate limited and resumes", async () => {
  await inWorld({ policy: LEAVER }, async (world) => {
    world.org.faults.add({ method: "DELETE", path: "/api/v1/users/*/sessions", kind: "status", status: 429 });
    const userId = seedEmployee(world);
    await world.orderLeave(userId);
    await world.settle();
    expect((await compare(world, "leaver", userId, "rate-limited-resumes")).status).toBe("succeeded");
  });
});

it("leaver whose middle step fails goes forward and fails at Verify", async () => {
  await inWorld({ policy: LEAVER }, async (world) => {
    world.org.faults.add({ method: "DELETE", path: "/api/v1/groups/**", kind: "status", status: 500, times: 1000 });
    const userId = seedEmployee(world);
    await world.orderLeave(userId);
    await world.settle();
    const run = await compare(world, "leaver", userId, "failing-middle-step");
    expect(run).toMatchObject({ status: "failed", error: "VerificationFailed" });
    expect(world.status(userId)).toBe("DEPROVISIONED");
  });
});

it("leaver superseded by another holder of the lease writes nothing more", async () => {
  await inWorld({ policy: LEAVER }, async (world) => {
    const userId = seedEmployee(world);
    const { store, clock } = world.runtime.deps;
    const personKey = await world.keyOf(userId);
    const block = world.runtime.functions.get("block-sign-in")!;
    const { handler } = block;
    // The lease is lost between the first step and the second.
    Object.assign(block, {
      handler: async (event: { execution: string }, context: object) => {
        const answer = await handler(event, context);
        const at = { tenantId: "story", personKey, execution: event.execution, now: clock.now() };
        await releaseLease(store, at, "seen");
        return answer;
      },
    });
    await world.orderLeave(userId);
    await world.settle();
    expect((await compare(world, "leaver", userId, "superseded")).status).toBe("superseded");
    expect(world.status(userId)).toBe("SUSPENDED");
    expect(await world.groupsOf(userId)).toEqual(["Everyone", "Payroll"]);
  });
});

it("every state of every machine is entered by a golden history", () => {
  for (const file of readdirSync(MACHINES).filter((name) => name.endsWith(".asl.json"))) {
    const machine = basename(file, ".asl.json");
    const { States } = JSON.parse(readFileSync(join(MACHINES, file), "utf8")) as { States: object };
    const goldens = readdirSync(join(GOLDEN, machine)).map((name) => readFileSync(join(GOLDEN, machine, name), "utf8"));
    const lines = goldens.flatMap((text) => JSON.parse(text) as string[]);
    const entered = new Set(lines.flatMap((line) => /^\w+StateEntered (.+)$/.exec(line)?.slice(1) ?? []));
    expect(
      Object.keys(States).filter((state) => !entered.has(state)),
      `${machine}: never entered`,
    ).toEqual([]);
  }
});
