/** What a person's mailbox must do on every ItemStore: one lease at a time, and no wish lost. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Superseded } from "../../src/domain/errors.ts";
import { newPerson } from "../../src/domain/person.ts";
import { addMs, type Instant } from "../../src/domain/time.ts";
import type { Deps } from "../../src/lambda/deps.ts";
import { freeLeases, RESTARTED } from "../../src/lambda/free-leases.ts";
import type { ExecutionSummary } from "../../src/ports/executions.ts";
import type { ItemStore } from "../../src/ports/item-store.ts";
import { commit } from "../../src/stores/commit.ts";
import { keys } from "../../src/stores/keys.ts";
import {
  heldLeases,
  type Lease,
  leaseCheck,
  readMailbox,
  readyPeople,
  releaseLease,
  takeLease,
} from "../../src/stores/mailbox.ts";
import { mergePerson } from "../../src/stores/merge-person.ts";
import { putPerson, readPerson } from "../../src/stores/people.ts";
import { putRun } from "../../src/stores/runs.ts";
import { wake } from "../../src/stores/wake.ts";
import type { ItemStoreUnderTest } from "./item-store.contract.ts";
import { raceOf } from "./race.ts";

const NOW = "2026-03-02T09:00:00.000Z" as Instant;
const LATER = addMs(NOW, 10 * 60_000);
const keyOf = (n: number): string => `p-${String(n).padStart(26, "0")}`;
const PERSON = keyOf(1);
let tenants = 0;

/** A tenant of its own for each test. */
interface Subject {
  readonly under: ItemStoreUnderTest;
  readonly store: ItemStore;
  readonly tenantId: string;
  wish(priority?: 0 | 1, personKey?: string): Promise<void>;
  take(store?: ItemStore): Promise<Lease | undefined>;
  release(execution: string, as?: Parameters<typeof releaseLease>[2]): ReturnType<typeof releaseLease>;
  mailbox(): Promise<Record<string, unknown> | undefined>;
  ready(): Promise<readonly string[]>;
}

function subjectOn(under: ItemStoreUnderTest): Subject {
  const { store } = under;
  const tenantId = `mb${process.pid}-${tenants++}`;
  return {
    under,
    store,
    tenantId,
    wish: (priority = 1, personKey = PERSON) => wake(store, { tenantId, personKey, priority, now: NOW }),
    take: (on = store) => takeLease(on, tenantId, PERSON, NOW),
    release: (execution, as = "seen") => releaseLease(store, { tenantId, personKey: PERSON, execution, now: NOW }, as),
    mailbox: async () => (await readMailbox(store, tenantId, PERSON))?.value,
    ready: async () => (await readyPeople(store, tenantId, LATER, 10)).map(({ personKey }) => personKey),
  };
}

export function mailboxContract(name: string, open: () => Promise<ItemStoreUnderTest>): void {
  describe(`a mailbox on ${name}`, () => {
    let under: ItemStoreUnderTest;
    beforeAll(async () => {
      under = await open();
    });
    afterAll(() => under?.close());
    const subject = (): Subject => subjectOn(under);
    leases(subject);
    formerHolders(subject);
    takeovers(subject);
    merges(subject);
    races(subject);
  });
}

function leases(subject: () => Subject): void {
  test("gives the lease to one, and to nobody whom nobody wished to be looked at", async () => {
    const { wish, take, ready, store, tenantId } = subject();
    expect(await take()).toBeUndefined();
    await wish();
    expect(await ready()).toEqual([PERSON]);
    expect(await take()).toMatchObject({ execution: `${tenantId}-${PERSON}-1`, seq: 1, covers: 1 });
    expect(await take()).toBeUndefined();
    expect(await ready()).toEqual([]);
    expect(await heldLeases(store, tenantId)).toHaveLength(1);
  });

  test("keeps a wish that came during the look: released as seen, the person is ready again", async () => {
    const { wish, take, release, ready, mailbox } = subject();
    await wish();
    const lease = await take();
    await wish(0);
    expect(await release(lease!.execution)).toEqual({ released: true, readyAgain: true });
    expect(await mailbox()).toMatchObject({ wanted: 2, seen: 1, priority: 0 });
    expect(await ready()).toEqual([PERSON]);
    expect(await release((await take())!.execution)).toEqual({ released: true, readyAgain: false });
    expect(await ready()).toEqual([]);
    expect(await take()).toBeUndefined(); // everything wished has been seen
  });

  test("puts off who failed, but no order that came meanwhile", async () => {
    const { wish, take, release, mailbox } = subject();
    await wish();
    const first = await take();
    expect(await release(first!.execution, { failed: "joiner" })).toEqual({ released: true, readyAgain: true });
    expect(await mailbox()).toMatchObject({ failures: 1, notBefore: addMs(NOW, 5 * 60_000) });
    expect(await take()).toBeUndefined();
    await wish(0);
    expect(await take()).toMatchObject({ seq: 2, covers: 2 });
  });

  test("a lease whose answer was lost is held by its execution, and a lost release is repeated without effect", async () => {
    const { wish, take, release, mailbox, under, tenantId } = subject();
    await wish();
    await take(under.losingAnswers).catch(() => undefined);
    const execution = `${tenantId}-${PERSON}-1`;
    expect(await mailbox()).toMatchObject({ runs: 1, lease: { execution } });
    expect(await take()).toBeUndefined();
    const at = { tenantId, personKey: PERSON, execution, now: NOW };
    await releaseLease(under.losingAnswers, at, "seen").catch(() => undefined);
    expect(await release(execution)).toEqual({ released: false, readyAgain: false });
    expect(await mailbox()).toMatchObject({ wanted: 1, seen: 1, runs: 1 });
  });
}

function formerHolders(subject: () => Subject): void {
  test("does not let an older execution release the lease of the one that holds it now", async () => {
    const { wish, take, release, mailbox } = subject();
    await wish();
    const first = await take();
    await release(first!.execution, "look-again");
    const second = await take();
    expect(await release(first!.execution)).toEqual({ released: false, readyAgain: false });
    expect(await mailbox()).toMatchObject({ lease: second });
  });

  test("a former holder is Superseded, and what it read before it lost the lease commits nothing", async () => {
    const { wish, take, release, store, tenantId } = subject();
    await wish();
    const { execution } = (await take())!;
    const key = keys.task(tenantId, PERSON, "late");
    let attempts = 0;
    const late = commit<void>(store, async () => {
      const check = await leaseCheck(store, tenantId, PERSON, execution);
      attempts += 1;
      await release(execution, "look-again"); // between its reading and its writing
      await take();
      return { writes: [check, { kind: "put", key, content: { value: {} }, when: "absent" }], result: undefined };
    });
    await expect(late).rejects.toBeInstanceOf(Superseded);
    expect(attempts).toBe(1);
    expect(await store.get(key)).toBeUndefined();
  });
}

function takeovers(subject: () => Subject): void {
  const execution: ExecutionSummary = { machine: "leaver", name: "-", status: "ABORTED", startedAt: NOW };
  const free = ({ store, tenantId }: Subject, now: Instant, found?: ExecutionSummary): Promise<number> =>
    freeLeases(store, tenantId, {
      store,
      clock: { now: () => now, sleep: async () => {} },
      log: { info: () => {}, warn: () => {}, error: () => {} },
      executions: { describe: async () => found },
    } as unknown as Deps);
  async function running(): Promise<{ on: Subject; lease: Lease }> {
    const on = subject();
    await on.wish();
    const lease = (await on.take())!;
    const { tenantId } = on;
    const of = { tenantId, personKey: PERSON, seq: lease.seq, execution: lease.execution, startedAt: NOW };
    await on.store.transact([putRun({ schemaVersion: 1, ...of, machine: "leaver", status: "running" }, undefined)]);
    return { on, lease };
  }

  test("a lease is taken over from an execution that is dead, and from none that runs", async () => {
    const { on, lease } = await running();
    const { store, tenantId, take } = on;
    expect(await free(on, LATER, { ...execution, status: "RUNNING" })).toBe(0);
    expect(await take()).toBeUndefined();
    expect(await free(on, NOW, { ...execution, error: RESTARTED })).toBe(1);
    expect(await take()).toMatchObject({ seq: 2, covers: 1 });
    await expect(leaseCheck(store, tenantId, PERSON, lease.execution)).rejects.toBeInstanceOf(Superseded);
  });

  test("an execution that never started is given the time that a function may take", async () => {
    const { on } = await running();
    const { take } = on;
    expect(await free(on, addMs(NOW, 119_000))).toBe(0);
    expect(await free(on, addMs(NOW, 121_000))).toBe(1);
    expect(await take()).toMatchObject({ seq: 2 });
  });
}

function merges(subject: () => Subject): void {
  test("a merge wakes the one who stays, and is Superseded without the lease of the one who goes", async () => {
    const { wish, take, ready, release, store, tenantId } = subject();
    const INTO = keyOf(2);
    await store.transact([
      putPerson(tenantId, newPerson(PERSON, { provider: "csv", id: "hr:W1" }), undefined),
      putPerson(tenantId, newPerson(INTO, { provider: "okta", id: "u-2" }), undefined),
    ]);
    await wish();
    const { execution } = (await take())!;
    const merge = { tenantId, from: PERSON, into: INTO, now: NOW };
    await expect(mergePerson(store, { ...merge, execution: "another" })).rejects.toBeInstanceOf(Superseded);
    expect((await readPerson(store, tenantId, PERSON))?.value.mergedInto).toBeUndefined();
    await mergePerson(store, { ...merge, execution });
    await mergePerson(store, { ...merge, execution });
    expect((await readPerson(store, tenantId, PERSON))?.value).toMatchObject({ mergedInto: INTO, links: [] });
    expect((await readPerson(store, tenantId, INTO))?.value.links).toHaveLength(2);
    expect((await readMailbox(store, tenantId, INTO))?.value).toMatchObject({ wanted: 1, seen: 0, priority: 0 });
    await release(execution);
    expect(await ready()).toEqual([INTO]);
  });
}

function races(subject: () => Subject): void {
  test("two processes that want the same leases share them: each goes to one, and no wish is lost", async () => {
    const { store, tenantId, under } = subject();
    const people = Array.from({ length: 25 }, (_, n) => keyOf(n));
    const job = { racers: 2, store: under.child, tenantId, people, now: NOW };
    const results = await raceOf(2, new URL("./mailbox-racer.ts", import.meta.url), job);
    const won = results.flatMap((result) => result.won);
    expect(won.toSorted()).toEqual(people);
    for (const personKey of people) {
      const { wanted, runs } = (await readMailbox(store, tenantId, personKey))!.value;
      expect({ wanted, runs }).toEqual({ wanted: 2, runs: 1 });
    }
    console.log(
      `${people.length} leases, 2 processes: ${results.map((result) => result.won.length).join(" and ")} won`,
    );
  });
}
