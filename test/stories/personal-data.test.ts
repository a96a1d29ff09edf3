import { expect, it } from "vitest";
import type { Log } from "../../src/ports/log.ts";
import type { Message, Queue } from "../../src/ports/queue.ts";
import { inWorld, type World } from "./world.ts";

/** Everything by which a person could be recognised; none of it is part of any other word of the story. */
const CANARY = {
  firstName: "Zephyrine",
  lastName: "Quackenbush",
  login: "zq.canary@story.example",
  email: "zq.canary@story.example",
  secondEmail: "zephyr.home@canary.example",
  department: "Dept-Canary-77",
  title: "Chief Canary Officer",
  city: "Canaryville",
  mobilePhone: "+64 21 777 0077",
};
const BOSS = { firstName: "Bossanova", lastName: "Overlordson", login: "boss.canary@story.example" };
const DERIVED = ["Zephyrine Quackenbush", "moved-by-somebody"];
const CANARIES = [...Object.values(CANARY), ...Object.values(BOSS), ...DERIVED];

const POLICY = {
  joiner: {
    profile: [{ attribute: "displayName", value: "{firstName} {lastName}", when: { department: CANARY.department } }],
    groups: [{ group: "Sales", when: { department: CANARY.department } }],
  },
  leaver: {
    tasks: [{ key: "laptop", title: "Collect it", instructions: "Ask.", owner: "desk@msp.example", dueDays: 2 }],
  },
};

interface Kept {
  readonly log: Log;
  readonly lines: string[];
  readonly messages: Message[];
}

function keep(): Kept {
  const lines: string[] = [];
  const write = (message: string, fields: object = {}): void => void lines.push(JSON.stringify({ message, ...fields }));
  return { log: { info: write, warn: write, error: write }, lines, messages: [] };
}

function listen(queue: Queue, messages: Message[]): void {
  const { send } = queue;
  Object.assign(queue, {
    send: async (some: readonly Message[]) => {
      messages.push(...some);
      await send(some);
    },
  });
}

/** Runs a story and gives back everything that an operator of the machinery could see, without the store. */
async function seen(
  policy: object,
  story: (world: World) => Promise<readonly string[]>,
): Promise<{ text: string; kept: Kept }> {
  const kept = keep();
  const parts: string[] = [];
  await inWorld({ policy, log: kept.log }, async (world) => {
    const { deps } = world.runtime;
    for (const queue of [deps.intake, deps.assessments]) listen(queue, kept.messages);
    const people = await story(world);
    for (const userId of people)
      for (const run of (await world.runs(userId)).filter(({ machine }) => machine !== undefined)) {
        const summary = await deps.executions.describe(run.machine!, run.execution);
        const history = await deps.executions.history(run.machine!, run.execution);
        parts.push(JSON.stringify([run.execution, run.link, summary, history]));
      }
    for (const userId of people) {
      const trail = await world.audit(userId);
      parts.push(JSON.stringify(trail.filter(({ kind }) => kind !== "ordered"))); // an order's reason is the operator's
    }
  });
  return { text: [...parts, JSON.stringify(kept.messages), ...kept.lines].join("\n"), kept };
}

async function hire({ org, admin }: World): Promise<string> {
  const boss = org.seedUser({ profile: { ...BOSS, email: BOSS.login } });
  return admin.createUser({ ...CANARY, managerId: boss.id }, false);
}

function expectNoCanary(text: string): void {
  const found = CANARIES.filter((canary) => text.toLowerCase().includes(canary.toLowerCase()));
  const around = found.map((canary) => {
    const position = text.toLowerCase().indexOf(canary.toLowerCase());
    return text.slice(Math.max(0, position - 150), position + 50);
  });
  expect(around).toEqual([]);
}

it("keeps a joiner and a leaver that succeed free of personal data outside the store", async () => {
  const { text, kept } = await seen(POLICY, async (world) => {
    const userId = await hire(world);
    await world.settle();
    await world.orderLeave(userId);
    await world.settle();
    expect((await world.runs(userId)).filter(({ status }) => status === "succeeded")).toHaveLength(2);
    return [userId];
  });
  expect(kept.messages.length).toBeGreaterThan(2);
  expect(kept.lines.length).toBeGreaterThan(2);
  expect(text).toContain('"attributes":["displayName"]'); // names of attributes are for the operator
  expectNoCanary(text);
});

it("keeps a joiner that is refused by Okta, and what it undoes, free of personal data", async () => {
  const { text } = await seen(POLICY, async (world) => {
    world.org.faults.add({
      method: "POST",
      path: "/api/v1/users/*/lifecycle/**",
      kind: "status",
      status: 500,
      times: 99,
    });
    const userId = await hire(world);
    await world.settle();
    expect((await world.runs(userId)).some(({ status }) => status === "failed")).toBe(true);
    return [userId];
  });
  expect(text).toContain("ProviderUnavailable");
  expectNoCanary(text);
});

it("names attributes but no values when what was written is not what is read back", async () => {
  const { text } = await seen(POLICY, async (world) => {
    const step = world.runtime.functions.get("complete-profile")!;
    const { handler } = step;
    const userId = await hire(world);
    Object.assign(step, {
      handler: async (event: object, context: object) => {
        const answer = await handler(event, context);
        await world.admin.updateProfile(userId, { displayName: "moved-by-somebody" });
        return answer;
      },
    });
    await world.settle();
    expect((await world.runs(userId)).some(({ error }) => error === "VerificationFailed")).toBe(true);
    return [userId];
  });
  expect(text).toContain("other values in displayName");
  expectNoCanary(text);
});

it("says nothing of the person when a step fails unexpectedly", async () => {
  const { text } = await seen(POLICY, async (world) => {
    const { deps } = world.runtime;
    const { notifier } = deps;
    const send = async ({ to, subject }: { to: string; subject: string }): Promise<void> => {
      throw new TypeError(`cannot send ${subject} to ${to}`);
    };
    Object.assign(deps, { notifier: (tenantId: string) => ({ ...notifier(tenantId), send }) });
    const userId = await hire(world);
    await world.settle();
    expect((await world.runs(userId)).some(({ status }) => status === "failed")).toBe(true);
    return [userId];
  });
  expect(text).toContain("TypeError");
  expectNoCanary(text);
});

it("does not repeat a value that Okta refuses", async () => {
  const rule = { attribute: "secondEmail", value: "{lastName} is no address", strength: "strong" };
  const { text } = await seen({ joiner: { profile: [rule] } }, async (world) => {
    const userId = await hire(world);
    await world.settle();
    expect((await world.runs(userId)).some(({ status }) => status === "failed")).toBe(true);
    return [userId];
  });
  expect(text).toContain("E0000001");
  expectNoCanary(text);
});
