/** Every function of the product, and how a tenant could come for another by it. */
import { expect } from "vitest";
import { FUNCTION_TABLE } from "../../cdk/function-table.ts";
import { definition as assessPerson } from "../../functions/assess-person.ts";
import { definition as closeExecution } from "../../functions/close-execution.ts";
import { definition as dispatchEvent } from "../../functions/dispatch-event.ts";
import { definition as handOver } from "../../functions/hand-over-credential.ts";
import { definition as ingest } from "../../functions/ingest-okta-hook.ts";
import { definition as pollSystemLog } from "../../functions/poll-system-log.ts";
import { definition as sweepMinute } from "../../functions/sweep-minute.ts";
import { AccessDenied } from "../../src/domain/errors.ts";
import type { Definition, HttpDefinition, HttpResponse, StepDefinition } from "../../src/lambda/definition.ts";
import type { Deps } from "../../src/lambda/deps.ts";
import type { RunInput } from "../../src/lambda/open-run.ts";
import { keys } from "../../src/stores/keys.ts";
import { wake } from "../../src/stores/wake.ts";
import { NOW } from "../unit/api/office.ts";
import type { NoTenant } from "./operations.ts";
import {
  accountIdOf,
  type Crossing,
  hintOf,
  hookOf,
  orgOf,
  secretOf,
  TENANTS,
  type Tenant,
  type World,
} from "./three-tenants.ts";

export interface FunctionAttempt {
  readonly what: string;
  /** As of an operation; `inert`: it answers, and has written nothing. */
  readonly is: "refused" | "inert" | "own";
  readonly run: (crossing: Crossing, world: World) => Promise<unknown>;
  /** Whoever shows an id is looked up by it, before it is told whether they may. */
  readonly looksUp?: true;
}

const called = (definition: unknown, input: unknown, { deps }: World): Promise<unknown> =>
  (definition as StepDefinition<Deps>).run(input, deps);

const runOf = (tenantId: Tenant, whose: Tenant, execution: Tenant, world: World): RunInput => ({
  ...{ schemaVersion: 1, tenantId, personKey: world.person(whose), seq: 1, execution: world.execution(execution) },
});

const RUN_CROSSINGS: readonly (readonly [string, (crossing: Crossing, world: World) => RunInput])[] = [
  ["another's run", ({ from, to }, world) => runOf(from, to, to, world)],
  ["one's own person in another's execution", ({ from, to }, world) => runOf(from, from, to, world)],
];

/** A state's function is given a run, and takes neither another's person nor another's execution for its own. */
function stateAttempts(name: string): readonly FunctionAttempt[] {
  const isInert = name === "record-failure" || name === "release-person";
  return RUN_CROSSINGS.map(([what, runFor]) => ({
    what,
    is: isInert ? "inert" : "refused",
    run: async (crossing, world) => called(await load(name), inputOf(name, runFor(crossing, world)), world),
  }));
}

const inputOf = (name: string, run: RunInput): unknown =>
  name === "record-failure" ? { run, error: "InvalidInput", cause: "" } : run;

/** The function of a state in one's own run, which lets everybody in. */
export async function ownState(name: string, tenant: Tenant, world: World): Promise<unknown> {
  return called(await load(name), inputOf(name, runOf(tenant, tenant, tenant, world)), world);
}

async function load(name: string): Promise<Definition<Deps>> {
  const module = (await import(`../../functions/${name}.ts`)) as { definition: Definition<Deps> };
  return module.definition;
}

export const STATES: readonly string[] = Object.keys(FUNCTION_TABLE).filter(
  (name) => FUNCTION_TABLE[name]?.trigger.kind === "state",
);

export const FUNCTIONS: Readonly<Record<string, readonly FunctionAttempt[] | NoTenant>> = {
  ...Object.fromEntries(STATES.map((name) => [name, stateAttempts(name)])),
  "check-health": { noTenantBecause: "reads one key of the system's and tells no more than that" },
  "ingest-okta-hook": [
    {
      what: "another's hook with one's own secret",
      is: "refused",
      looksUp: true,
      run: ({ from, to }, world) => refusedAs(401, deliver(world, hookOf(to), secretOf(from))),
    },
    {
      what: "another's name with one's own random digits",
      is: "refused",
      looksUp: true,
      run: ({ from, to }, world) => refusedAs(401, deliver(world, hookOf(to).replace("0123", "3210"), secretOf(from))),
    },
    {
      what: "one's own hook with another's secret",
      is: "refused",
      run: ({ from, to }, world) => refusedAs(401, deliver(world, hookOf(from), secretOf(to))),
    },
    {
      what: "one's own hook and secret from another's org",
      is: "refused",
      run: ({ from, to }, world) => refusedAs(403, deliver(world, hookOf(from), secretOf(from), orgOf(to))),
    },
    {
      what: "another's account in one's own org's event",
      is: "own",
      run: ({ from, to }, world) => deliver(world, hookOf(from), secretOf(from), orgOf(from), accountIdOf(to)),
    },
  ],
  "hand-over-credential": [
    {
      what: "another's claim under one's own name",
      is: "inert",
      run: async ({ from, to }, world) => {
        const { status } = await fetchCredential(world, world.claim(to).replace(`${to}.`, `${from}.`));
        expect(status).toBe(404);
      },
    },
  ],
  "dispatch-event": [
    {
      what: "another's event and account under one's own name",
      is: "own",
      run: ({ from, to }, world) => called(dispatchEvent, hintOf(from, to), world),
    },
  ],
  "assess-person": [
    {
      what: "another's person under one's own name",
      is: "inert",
      run: ({ from, to }, world) =>
        called(assessPerson, { schemaVersion: 1, tenantId: from, personKey: world.person(to) }, world),
    },
  ],
  "close-execution": RUN_CROSSINGS.map(([what, runFor]) => ({
    what,
    is: "inert",
    run: (crossing, world) => {
      const detail = { status: "FAILED", input: JSON.stringify(runFor(crossing, world)) };
      return called(closeExecution, { detail }, world);
    },
  })),
};

/** They go over all tenants; what they do for one must not be another's. */
export const ROUNDS: Readonly<Record<string, (world: World) => Promise<void>>> = {
  "poll-system-log": async (world) => {
    await called(pollSystemLog, {}, world);
    const { store } = world.office.deps;
    for (const tenant of TENANTS) {
      // The first's event must not make that of the second, which has the same id, look known.
      const event = await store.get(keys.event(tenant, "the-same-in-every-org"));
      const about = { subject: { provider: "okta", id: accountIdOf(tenant) }, personKey: world.person(tenant) };
      expect(event?.value).toMatchObject({ tenantId: tenant, ...about });
    }
    await expectOwnPeople(world);
  },
  "sweep-minute": async (world) => {
    for (const tenant of TENANTS) {
      const personKey = await world.office.hire("00uonemore0000000000", tenant);
      await wake(world.office.deps.store, { tenantId: tenant, personKey, priority: 1, now: NOW });
    }
    await called(sweepMinute, {}, world);
    await expectOwnPeople(world);
  },
};

/** Every tenant is sent somebody to look at, and nobody who is not its own. */
async function expectOwnPeople({ seen, office }: World): Promise<void> {
  expect(new Set(seen.sent.map(({ group }) => group))).toEqual(new Set(TENANTS));
  for (const { group, body } of seen.sent) {
    expect(body["tenantId"]).toBe(group);
    expect(await office.deps.store.get(keys.person(String(group), String(body["personKey"])))).toBeDefined();
  }
}

export const deliver = (world: World, hookId: string, secret: string, host?: string, accountId?: string) => {
  const target = [{ id: accountId, type: "User" }];
  const event = { uuid: "one", eventType: "user.account.update_profile", published: NOW, target };
  const data = { events: accountId === undefined ? [] : [event] };
  const source = host === undefined ? {} : { source: `https://${host}/api/v1/eventHooks/who1` };
  return (ingest as HttpDefinition<Deps>).run(
    {
      method: "POST",
      headers: { authorization: secret, "content-type": "application/json" },
      pathParameters: { hookId },
      body: Buffer.from(JSON.stringify({ eventType: "com.okta.event_hook", ...source, data })),
    },
    world.deps,
  );
};

export const fetchCredential = (world: World, claimId: string): Promise<HttpResponse> =>
  handOver.run({ method: "POST", headers: {}, pathParameters: { claimId }, body: Buffer.alloc(0) }, world.deps);

/** The door refuses by a status; it must have put nothing into the queue. */
async function refusedAs(status: number, answer: Promise<HttpResponse>): Promise<HttpResponse> {
  const given = await answer;
  if (given.status === status) throw new AccessDenied(`answered ${status}`);
  return given;
}
