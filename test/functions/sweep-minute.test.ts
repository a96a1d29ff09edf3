import { expect, it } from "vitest";
import { definition as close } from "../../functions/close-execution.ts";
import { definition as release } from "../../functions/release-person.ts";
import { definition as sweep } from "../../functions/sweep-minute.ts";
import type { DueItem } from "../../src/domain/decision.ts";
import { StoreUnavailable } from "../../src/domain/errors.ts";
import { addMs, type Instant } from "../../src/domain/time.ts";
import { RESTARTED } from "../../src/lambda/free-leases.ts";
import type { ExecutionSummary } from "../../src/ports/executions.ts";
import { dueItemWrites, listDueItems } from "../../src/stores/due-items.ts";
import { type Lease, readMailbox, takeLease } from "../../src/stores/mailbox.ts";
import { resolvePerson } from "../../src/stores/people.ts";
import { putRun, readRun } from "../../src/stores/runs.ts";
import { wake } from "../../src/stores/wake.ts";
import { inWorkshop, type Workshop } from "./workshop.ts";

const MINUTE_MS = 60_000;

const person = ({ deps }: Workshop, id: string, tenantId = "acme"): Promise<string> =>
  resolvePerson(deps.store, tenantId, { provider: "okta", id }, deps.ids.personKey);

async function setDue({ deps }: Workshop, personKey: string, due: readonly DueItem[], tenantId = "acme") {
  await deps.store.transact(await dueItemWrites(deps.store, tenantId, personKey, due));
}

const start = (at: Instant): DueItem => ({ at, kind: "start", why: "start date" });
const asked = ({ assessments }: Workshop): unknown[] => assessments.sent.map(({ body }) => body["personKey"]);
const mailboxOf = async ({ deps }: Workshop, personKey: string, tenantId = "acme") =>
  (await readMailbox(deps.store, tenantId, personKey))?.value;

const inAcme = (work: (workshop: Workshop) => Promise<void>): Promise<void> =>
  inWorkshop(async (workshop) => {
    await workshop.tenant("acme");
    await work(workshop);
  });

/** A person whose lease an execution holds, with its run record. */
async function working(workshop: Workshop, id: string): Promise<{ personKey: string; lease: Lease }> {
  const { deps } = workshop;
  const personKey = await person(workshop, id);
  await wake(deps.store, { tenantId: "acme", personKey, priority: 1, now: workshop.now() });
  const lease = (await takeLease(deps.store, "acme", personKey, workshop.now()))!;
  const run = { schemaVersion: 1 as const, tenantId: "acme", personKey, seq: lease.seq, execution: lease.execution };
  const began = { ...run, machine: "leaver" as const, status: "running" as const, startedAt: workshop.now() };
  await deps.store.transact([putRun(began, undefined)]);
  return { personKey, lease };
}

function ends(workshop: Workshop, execution: string, end: Partial<ExecutionSummary>): void {
  const summary = { machine: "leaver", name: execution, status: "RUNNING" as const, startedAt: workshop.now() };
  workshop.executions.set(execution, { ...summary, input: {}, ...end });
}

it("wakes who is due, once, and asks for a look", async () => {
  await inAcme(async (workshop) => {
    const personKey = await person(workshop, "00u1");
    await setDue(workshop, personKey, [start(addMs(workshop.now(), MINUTE_MS))]);
    expect(await workshop.call(sweep, {})).toEqual({ woken: 0, freed: 0, asked: 0, redelivered: 0 });
    workshop.pass(MINUTE_MS);
    expect(await workshop.call(sweep, {})).toEqual({ woken: 1, freed: 0, asked: 1, redelivered: 0 });
    expect(asked(workshop)).toEqual([personKey]);
    expect(await listDueItems(workshop.deps.store, "acme", personKey)).toEqual([]);
    expect(await workshop.call(sweep, {})).toMatchObject({ woken: 0 });
    expect(await mailboxOf(workshop, personKey)).toMatchObject({ wanted: 1, priority: 1 });
  });
});

it("wakes who leaves before who starts", async () => {
  await inAcme(async (workshop) => {
    const [joiner, leaver] = [await person(workshop, "00u1"), await person(workshop, "00u2")];
    await setDue(workshop, joiner, [start(workshop.now())]);
    await setDue(workshop, leaver, [{ at: workshop.now(), kind: "leave", why: "ordered" }]);
    workshop.pass(1);
    await workshop.call(sweep, {});
    expect(asked(workshop)).toEqual([leaver, joiner]);
  });
});

it("misses nothing after weeks without a sweep", async () => {
  await inAcme(async (workshop) => {
    await workshop.call(sweep, {});
    const people: string[] = [];
    for (const day of [1, 9, 40]) {
      const personKey = await person(workshop, `00u${day}`);
      people.push(personKey);
      await setDue(workshop, personKey, [start(addMs(workshop.now(), day * 86_400_000))]);
    }
    workshop.pass(41 * 86_400_000);
    expect(await workshop.call(sweep, {})).toMatchObject({ woken: 3 });
    expect(asked(workshop).toSorted()).toEqual(people.toSorted());
  });
});

it("does not wake at the former time when a due item was moved, nor at all when it was withdrawn", async () => {
  await inAcme(async (workshop) => {
    const [moved, withdrawn] = [await person(workshop, "00u1"), await person(workshop, "00u2")];
    const soon = addMs(workshop.now(), MINUTE_MS);
    for (const key of [moved, withdrawn]) await setDue(workshop, key, [start(soon)]);
    await setDue(workshop, moved, [start(addMs(soon, MINUTE_MS))]);
    await setDue(workshop, withdrawn, []);
    workshop.pass(MINUTE_MS);
    expect(await workshop.call(sweep, {})).toMatchObject({ woken: 0 });
    workshop.pass(MINUTE_MS);
    expect(await workshop.call(sweep, {})).toMatchObject({ woken: 1 });
    expect(asked(workshop)).toEqual([moved]);
  });
});

it("frees the lease of a closed execution only after the longest function time-out", async () => {
  await inAcme(async (workshop) => {
    const { personKey, lease } = await working(workshop, "00u1");
    workshop.pass(10 * MINUTE_MS);
    ends(workshop, lease.execution, { status: "FAILED", stoppedAt: workshop.now(), error: "NotFound" });
    workshop.pass(2 * MINUTE_MS - 1);
    expect(await workshop.call(sweep, {})).toMatchObject({ freed: 0 });
    expect((await mailboxOf(workshop, personKey))?.lease).toBeDefined();
    workshop.pass(1);
    expect(await workshop.call(sweep, {})).toEqual({ woken: 0, freed: 1, asked: 0, redelivered: 0 });
    expect((await mailboxOf(workshop, personKey))?.lease).toBeUndefined();
    const run = await readRun(workshop.deps.store, "acme", personKey, lease.seq);
    expect(run?.value).toMatchObject({ status: "failed", error: "NotFound" });
  });
});

it("keeps the lease of an execution that runs, however long", async () => {
  await inAcme(async (workshop) => {
    const { personKey, lease } = await working(workshop, "00u1");
    ends(workshop, lease.execution, { status: "RUNNING" });
    workshop.pass(86_000_000);
    expect(await workshop.call(sweep, {})).toMatchObject({ freed: 0 });
    expect((await mailboxOf(workshop, personKey))?.lease).toEqual(lease);
  });
});

it("looks again at once at who was cut short by a restart, and calls it no failure", async () => {
  await inAcme(async (workshop) => {
    const { personKey, lease } = await working(workshop, "00u1");
    ends(workshop, lease.execution, { status: "ABORTED", stoppedAt: workshop.now(), error: RESTARTED });
    expect(await workshop.call(sweep, {})).toEqual({ woken: 0, freed: 1, asked: 1, redelivered: 0 });
    expect(asked(workshop)).toEqual([personKey]);
    const run = await readRun(workshop.deps.store, "acme", personKey, lease.seq);
    expect(run?.value.status).toBe("superseded");
  });
});

it("looks again at whose execution never started", async () => {
  await inAcme(async (workshop) => {
    const { personKey } = await working(workshop, "00u1");
    workshop.pass(2 * MINUTE_MS - 1);
    expect(await workshop.call(sweep, {})).toMatchObject({ freed: 0 });
    workshop.pass(1);
    expect(await workshop.call(sweep, {})).toEqual({ woken: 0, freed: 1, asked: 1, redelivered: 0 });
    expect(asked(workshop)).toEqual([personKey]);
  });
});

it("sweeps every other tenant when one of them is in trouble, and fails so that somebody is told", async () => {
  await inWorkshop(async (workshop) => {
    for (const id of ["acme", "brick", "zenith"]) await workshop.tenant(id);
    const keys = await Promise.all(["acme", "brick", "zenith"].map((id) => person(workshop, "00u1", id)));
    for (const [n, id] of ["acme", "brick", "zenith"].entries())
      await setDue(workshop, keys[n]!, [start(workshop.now())], id);
    workshop.pass(1);
    const { store } = workshop.deps;
    const transact = store.transact;
    Object.assign(store, {
      transact: (writes: Parameters<typeof transact>[0]) =>
        writes.some(({ key }) => key.partition.startsWith("TENANT#brick#"))
          ? Promise.reject(new StoreUnavailable("this partition does not answer"))
          : transact(writes),
    });
    await expect(workshop.call(sweep, {})).rejects.toThrow("does not answer");
    expect(asked(workshop)).toEqual([keys[0], keys[2]]);
    Object.assign(store, { transact });
    workshop.pass(MINUTE_MS);
    expect(await workshop.call(sweep, {})).toMatchObject({ woken: 1 }); // nothing of brick was lost
  });
});

const change = (workshop: Workshop, personKey: string, lease: Lease, detail: object) => {
  const input = { schemaVersion: 1, tenantId: "acme", personKey, seq: lease.seq, execution: lease.execution };
  return workshop.call(close, { detail: { status: "FAILED", input: JSON.stringify(input), ...detail } });
};

it("closes the record of a run whose execution died, once, and leaves the lease to the sweep", async () => {
  await inAcme(async (workshop) => {
    const { personKey, lease } = await working(workshop, "00u1");
    expect(await change(workshop, personKey, lease, { status: "TIMED_OUT" })).toEqual({ closed: true });
    expect(await change(workshop, personKey, lease, { error: "NotFound" })).toEqual({ closed: false });
    const run = await readRun(workshop.deps.store, "acme", personKey, lease.seq);
    expect(run?.value).toMatchObject({ status: "failed", error: "TIMED_OUT", closedAt: workshop.now() });
    expect((await mailboxOf(workshop, personKey))?.lease).toEqual(lease);
  });
});

it.each(["Superseded", RESTARTED])("calls an execution that ended with %s superseded", async (error) => {
  await inAcme(async (workshop) => {
    const { personKey, lease } = await working(workshop, "00u1");
    await change(workshop, personKey, lease, { status: "ABORTED", error, cause: null });
    const run = await readRun(workshop.deps.store, "acme", personKey, lease.seq);
    expect(run?.value).toMatchObject({ status: "superseded", error });
  });
});

it("refuses a status change whose input names no run", async () => {
  await inAcme(async (workshop) => {
    const detail = { status: "FAILED", input: '{"tenantId":"acme"}' };
    await expect(workshop.call(close, { detail })).rejects.toMatchObject({ name: "InvalidInput" });
  });
});

it("releases once, makes ready again who was asked for meanwhile, and asks for the next", async () => {
  await inAcme(async (workshop) => {
    const { personKey, lease } = await working(workshop, "00u1");
    await wake(workshop.deps.store, { tenantId: "acme", personKey, priority: 1, now: workshop.now() });
    const input = { schemaVersion: 1, tenantId: "acme", personKey, seq: lease.seq, execution: lease.execution };
    expect(await workshop.call(release, input)).toEqual({ released: true, readyAgain: true });
    expect(asked(workshop)).toEqual([personKey]);
    expect(await workshop.call(release, input)).toEqual({ released: false, readyAgain: false });
  });
});
