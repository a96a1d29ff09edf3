/** Golden histories of the flows that named operators' orders bring about. */
import { expect, it } from "vitest";
import type { Flow } from "../../src/domain/flow.ts";
import type { CalendarDate } from "../../src/domain/time.ts";
import { inWorld, type Ordered, type World, type WorldOptions } from "../stories/world.ts";
import { compare } from "./golden.ts";

const LOGIN = "eli@story.example";
const seedEmployee = ({ org }: World): string =>
  org.seedUser({ profile: { login: LOGIN, email: LOGIN, firstName: "Eli", lastName: "Roe" } }).id;

interface Story {
  readonly options: WorldOptions;
  readonly order: Ordered;
  /** What is done before the machine can run. */
  readonly before?: (world: World, userId: string) => Promise<void>;
  /** A call of Okta's that every run of the machine makes. */
  readonly call: { readonly method: string; readonly path: string };
}

const absent = async (world: World, userId: string): Promise<void> => {
  await world.order(userId, { kind: "absence" });
  await world.settle();
};
const sponsor = "boss@story.example";
const CONTRACT = {
  workerType: "contingent" as const,
  login: LOGIN,
  profile: {},
  endDate: "2026-03-09" as CalendarDate,
  sponsor,
};

const STORIES: Readonly<Record<Exclude<Flow, "joiner" | "mover" | "leaver">, Story>> = {
  absence: { options: {}, order: { kind: "absence" }, call: { method: "DELETE", path: "/api/v1/users/*/sessions" } },
  return: {
    options: {},
    order: { kind: "return" },
    before: absent,
    call: { method: "POST", path: "/api/v1/users/*/lifecycle/unsuspend" },
  },
  contain: {
    options: { mode: "ad", operators: "desk@msp.example" },
    order: { kind: "contain" },
    call: { method: "DELETE", path: "/api/v1/users/*/sessions" },
  },
  reminder: {
    options: {},
    order: { kind: "hire", engagement: CONTRACT },
    before: async ({ org }) =>
      void org.seedUser({ profile: { login: sponsor, email: sponsor, firstName: "B", lastName: "Oss" } }),
    call: { method: "GET", path: "/api/v1/users/*/groups" },
  },
};

const each = Object.entries(STORIES) as [keyof typeof STORIES, Story][];

it.each(each)("%s complete", async (machine, { options, order, before }) => {
  await inWorld(options, async (world) => {
    const userId = seedEmployee(world);
    await before?.(world, userId);
    await world.order(userId, order);
    await world.settle();
    expect((await compare(world, machine, userId, "complete")).status).toBe("succeeded");
  });
});

it.each(each)("%s that fails is recorded and released", async (machine, { options, order, before, call }) => {
  await inWorld(options, async (world) => {
    const userId = seedEmployee(world);
    await before?.(world, userId);
    if (machine === "reminder") breakMail(world);
    else world.org.faults.add({ ...call, kind: "status", status: 500, times: 1000 });
    await world.order(userId, order);
    await world.settle();
    expect((await compare(world, machine, userId, "fails")).status).toBe("failed");
  });
});

it.each(each)("%s that waits for Okta's rate limit", async (machine, { options, order, before, call }) => {
  await inWorld(options, async (world) => {
    const userId = seedEmployee(world);
    await before?.(world, userId);
    await limitOnce(world, machine, call);
    await world.order(userId, order);
    await world.settle();
    expect((await compare(world, machine, userId, "rate-limited-resumes")).status).toBe("succeeded");
  });
});

/** The note's own step cannot prove anything any more. */
function breakMail({ runtime }: World): void {
  replaceHandler(runtime, "remind-sponsor", () => {
    throw Object.assign(new Error("refused"), { name: "AccessDenied" });
  });
}

/** The first call within the machine, not the look before it, meets the limit. */
async function limitOnce(world: World, machine: Flow, call: Story["call"]): Promise<void> {
  if (machine !== "reminder") return void world.org.faults.add({ ...call, kind: "status", status: 429 });
  const limited = { ...call, kind: "status", status: 429 } as const;
  let isFirst = true;
  const { handler } = world.runtime.functions.get("remind-sponsor")!;
  replaceHandler(world.runtime, "remind-sponsor", async (event, context) => {
    const answer = await handler(event, context);
    if (isFirst) world.org.faults.add(limited);
    isFirst = false;
    return answer;
  });
}

type Handler = (event: unknown, context: object) => Promise<unknown>;
function replaceHandler({ functions }: World["runtime"], name: string, handler: Handler): void {
  Object.assign(functions.get(name)!, { handler });
}
