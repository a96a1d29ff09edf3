import { expect, it } from "vitest";
import { definition } from "../../functions/assess-person.ts";
import { definition as sweep } from "../../functions/sweep-minute.ts";
import { ProviderUnavailable, RateLimited } from "../../src/domain/errors.ts";
import { addMs } from "../../src/domain/time.ts";
import { heldLeases, readMailbox, readyPeople } from "../../src/stores/mailbox.ts";
import { readPerson, resolvePerson } from "../../src/stores/people.ts";
import { listRunsOf } from "../../src/stores/runs.ts";
import { wake } from "../../src/stores/wake.ts";
import { inWorkshop, settledAccount, type Workshop } from "./workshop.ts";

const body = (personKey: string) => ({ schemaVersion: 1, tenantId: "acme", personKey });

/** A ready person; `leaver` gives one whose look starts an execution. */
async function ready(workshop: Workshop, id: string, leaver = false): Promise<string> {
  const { deps } = workshop;
  workshop.accounts.set(
    id,
    settledAccount(id, leaver ? { status: "DEPROVISIONED", statusChanged: workshop.now() } : {}),
  );
  const personKey = await resolvePerson(deps.store, "acme", { provider: "okta", id }, deps.ids.personKey);
  await wake(deps.store, { tenantId: "acme", personKey, priority: leaver ? 0 : 1, now: workshop.now() });
  return personKey;
}

const inAcme = (more: { inFlightCap?: number }, work: (workshop: Workshop) => Promise<void>): Promise<void> =>
  inWorkshop(async (workshop) => {
    await workshop.tenant("acme", { ...more, policy: { timeZone: "UTC", guards: { leaversPer24h: 1000 } } });
    await work(workshop);
  });

const mailboxOf = async ({ deps }: Workshop, personKey: string) =>
  (await readMailbox(deps.store, "acme", personKey))!.value;

/** Reads of the directory wait until all that were expected have arrived, or nothing moves any more. */
function gate(workshop: Workshop): { readonly open: () => void; readonly most: () => number } {
  const opened = Promise.withResolvers<void>();
  let inside = 0;
  let most = 0;
  workshop.onRead = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await opened.promise;
    inside -= 1;
  };
  return { open: opened.resolve, most: () => most };
}

it("starts one execution for a person who has something to do, and keeps the lease for it", async () => {
  await inAcme({}, async (workshop) => {
    const personKey = await ready(workshop, "00u1", true);
    expect(await workshop.deliver(definition, [body(personKey)])).toEqual([]);
    const [execution, ...others] = workshop.executions.values();
    expect(others).toEqual([]);
    expect(execution).toMatchObject({ machine: "leaver", name: `acme-${personKey}-1` });
    expect(await mailboxOf(workshop, personKey)).toMatchObject({ lease: { execution: execution!.name } });
  });
});

it("starts nothing for an empty plan, records why, and gives the lease back", async () => {
  await inAcme({}, async (workshop) => {
    const personKey = await ready(workshop, "00u1");
    await workshop.deliver(definition, [body(personKey)]);
    expect(workshop.executions.size).toBe(0);
    expect(await listRunsOf(workshop.deps.store, "acme", personKey)).toMatchObject([{ status: "unchanged" }]);
    const mailbox = await mailboxOf(workshop, personKey);
    expect(mailbox.lease).toBeUndefined();
    expect(mailbox.seen).toBe(mailbox.wanted);
  });
});

it("takes nobody twice when the same person is asked for many times at once", async () => {
  await inAcme({}, async (workshop) => {
    const personKey = await ready(workshop, "00u1", true);
    const { open, most } = gate(workshop);
    const delivered = Promise.all([1, 2, 3].map(() => workshop.deliver(definition, Array(5).fill(body(personKey)))));
    await new Promise((resolve) => setTimeout(resolve, 50));
    open();
    expect((await delivered).flat()).toEqual([]);
    expect(most()).toBe(1);
    expect([...workshop.executions.keys()]).toEqual([`acme-${personKey}-1`]);
  });
});

it("leaves a person alone who is not ready", async () => {
  await inAcme({}, async (workshop) => {
    const personKey = await ready(workshop, "00u1");
    await workshop.deliver(definition, [body(personKey)]);
    await workshop.deliver(definition, [body(personKey)]);
    expect(await listRunsOf(workshop.deps.store, "acme", personKey)).toHaveLength(1);
  });
});

it.each([1, 2, 3])(
  "never looks at more people at once than the tenant's cap of %d, and nobody is lost",
  async (cap) => {
    await inAcme({ inFlightCap: cap }, async (workshop) => {
      const people: string[] = [];
      for (let n = 0; n < 12; n += 1) people.push(await ready(workshop, `00u${n}`, true));
      const failed = await Promise.all(
        [people.slice(0, 6), people.slice(6)].map((some) => workshop.deliver(definition, some.map(body))),
      );
      expect(failed.flat()).toEqual([]);
      expect(workshop.executions.size).toBe(cap);
      expect(await heldLeases(workshop.deps.store, "acme")).toHaveLength(cap);
      expect(await readyPeople(workshop.deps.store, "acme", workshop.now(), 100)).toHaveLength(12 - cap);
    });
  },
);

it("takes the leaver who waits before the person who was asked for, when there is room for one", async () => {
  await inAcme({ inFlightCap: 1 }, async (workshop) => {
    const first = await ready(workshop, "00u1");
    await ready(workshop, "00u2");
    workshop.pass(1000);
    const leaver = await ready(workshop, "00u3", true);
    await workshop.deliver(definition, [body(first)]);
    expect([...workshop.executions.keys()]).toEqual([`acme-${leaver}-1`]);
    expect((await mailboxOf(workshop, first)).lease).toBeUndefined();
  });
});

it("gives the lease back when Okta's rate limit is used up, and asks again when Okta said", async () => {
  await inAcme({}, async (workshop) => {
    const personKey = await ready(workshop, "00u1", true);
    workshop.onRead = () => {
      throw new RateLimited("used up", { retryAt: addMs(workshop.now(), 41_500) });
    };
    expect(await workshop.deliver(definition, [body(personKey)])).toEqual([]); // waiting is no failed delivery
    expect(workshop.assessments.sent).toEqual([{ body: body(personKey), group: "acme", delaySeconds: 42 }]);
    const mailbox = await mailboxOf(workshop, personKey);
    expect(mailbox.lease).toBeUndefined();
    expect(mailbox.wanted).toBeGreaterThan(mailbox.seen);

    workshop.onRead = () => {};
    await workshop.deliver(definition, [body(personKey)]);
    expect([...workshop.executions.keys()]).toEqual([`acme-${personKey}-2`]);
  });
});

it.each([
  ["no time", undefined, 1],
  ["a time that has passed", -5000, 1],
  ["a time further away than a queue waits", 3_600_000, 900],
])("asks again within what a queue can wait when Okta names %s", async (_what, ms, delaySeconds) => {
  await inAcme({}, async (workshop) => {
    const personKey = await ready(workshop, "00u1");
    workshop.onRead = () => {
      throw new RateLimited("used up", ms === undefined ? {} : { retryAt: addMs(workshop.now(), ms) });
    };
    await workshop.deliver(definition, [body(personKey)]);
    expect(workshop.assessments.sent).toMatchObject([{ delaySeconds }]);
  });
});

it("writes a look down that failed otherwise, and makes the person ready again after a minute", async () => {
  await inAcme({}, async (workshop) => {
    const personKey = await ready(workshop, "00u1", true);
    workshop.onRead = () => {
      throw new ProviderUnavailable("Okta does not answer");
    };
    await workshop.deliver(definition, [body(personKey)]);
    expect(await listRunsOf(workshop.deps.store, "acme", personKey)).toMatchObject([
      { status: "failed", error: "ProviderUnavailable", closedAt: workshop.now() },
    ]);
    expect((await mailboxOf(workshop, personKey)).lease).toBeUndefined();

    workshop.onRead = () => {};
    await workshop.deliver(definition, [body(personKey)]);
    expect(workshop.executions.size).toBe(0); // not before the minute has passed
    workshop.pass(60_000);
    await workshop.deliver(definition, [body(personKey)]);
    expect([...workshop.executions.keys()]).toEqual([`acme-${personKey}-2`]);
  });
});

it("waits longer after every failed look, but never for an order", async () => {
  await inAcme({}, async (workshop) => {
    const personKey = await ready(workshop, "00u1", true);
    let looks = 0;
    workshop.onRead = () => {
      looks += 1;
      throw new ProviderUnavailable("Okta does not answer");
    };
    for (const [minutes, expected] of [
      [0, 1],
      [1, 2],
      [1, 2],
      [4, 3],
    ] as const) {
      workshop.pass(minutes * 60_000);
      await workshop.deliver(definition, [body(personKey)]);
      expect(looks).toBe(expected);
    }
    await wake(workshop.deps.store, { tenantId: "acme", personKey, priority: 1, now: workshop.now() });
    await workshop.deliver(definition, [body(personKey)]);
    expect(looks).toBe(3);
    await wake(workshop.deps.store, { tenantId: "acme", personKey, priority: 0, now: workshop.now() });
    await workshop.deliver(definition, [body(personKey)]);
    expect(looks).toBe(4);
  });
});

it("keeps the lease of an execution whose start got no answer: it may run, and the sweep finds out", async () => {
  await inAcme({}, async (workshop) => {
    const personKey = await ready(workshop, "00u1", true);
    const { executions } = workshop.deps;
    const start = executions.start;
    Object.assign(executions, { start: () => Promise.reject(new ProviderUnavailable("Step Functions is away")) });
    expect(await workshop.deliver(definition, [body(personKey)])).toEqual(["m-0"]);
    expect((await mailboxOf(workshop, personKey)).lease).toBeDefined();
    Object.assign(executions, { start });
    expect(await workshop.deliver(definition, [body(personKey)])).toEqual([]);
    expect(workshop.executions.size).toBe(0);
    workshop.pass(120_000);
    await workshop.call(sweep, {});
    await workshop.deliver(definition, [body(personKey)]);
    expect([...workshop.executions.keys()]).toEqual([`acme-${personKey}-2`]);
    expect((await listRunsOf(workshop.deps.store, "acme", personKey))[0]).toMatchObject({ status: "superseded" });
  });
});

it("tells the operators of a hold once, however often it is looked at", async () => {
  await inWorkshop(async (workshop) => {
    await workshop.tenant("acme", {
      operators: "desk@msp.example",
      policy: { timeZone: "UTC", guards: { leaversPer24h: 0 } },
    });
    const sent: string[] = [];
    const notifier = { send: async ({ template }: { template: string }) => void sent.push(template) };
    Object.assign(workshop.deps, { notifier: () => notifier });
    const personKey = await ready(workshop, "00u1", true);
    await workshop.deliver(definition, [body(personKey)]);
    await wake(workshop.deps.store, { tenantId: "acme", personKey, priority: 1, now: workshop.now() });
    await workshop.deliver(definition, [body(personKey)]);
    expect((await readPerson(workshop.deps.store, "acme", personKey))?.value.hold?.code).toBeDefined();
    expect(workshop.executions.size).toBe(0);
    expect(sent).toEqual(["hold"]);
  });
});
