import * as fc from "fast-check";
import { expect, it } from "vitest";
import { Superseded } from "../../../src/domain/errors.ts";
import type { Instant } from "../../../src/domain/time.ts";
import { openSqliteItemStore } from "../../../src/local/sqlite-item-store.ts";
import type { ItemStore } from "../../../src/ports/item-store.ts";
import { commit } from "../../../src/stores/commit.ts";
import { keys } from "../../../src/stores/keys.ts";
import {
  executionName,
  leaseCheck,
  Mailbox,
  readMailbox,
  readyPeople,
  releaseLease,
  takeLease,
} from "../../../src/stores/mailbox.ts";
import { wake } from "../../../src/stores/wake.ts";

const NOW = "2026-03-02T09:00:00.000Z" as Instant;
const ACME = "acme";
const PERSON = "p-00000000000000000000000001";
const WISH = { tenantId: ACME, personKey: PERSON, priority: 1 as const, now: NOW };
const open = () => openSqliteItemStore({ path: ":memory:", now: () => NOW });
const at = (execution: string) => ({ tenantId: ACME, personKey: PERSON, execution, now: NOW });

/** Every call of the store waits for its turn, in an order that fast-check chooses and shrinks. */
function inRandomOrder(store: ItemStore, scheduler: fc.Scheduler): ItemStore {
  const turn = (what: string) => scheduler.schedule(Promise.resolve(), what);
  return {
    ...store,
    get: async (key) => {
      await turn(`get ${key.sort}`);
      return store.get(key);
    },
    transact: async (writes) => {
      await turn(`transact ${writes.map(({ kind }) => kind)}`);
      return store.transact(writes);
    },
  };
}

/** What was committed, in order: how far the wishes had come when each lease was taken. */
interface Journal {
  wished: number;
  /** By execution: the wishes that were committed before its lease was. */
  readonly before: Map<string, number>;
  /** Wishes that a look which ended as seen was able to see. */
  lookedAt: number;
  holders: number;
  mostHolders: number;
}

/** Follows the mailbox from commit to commit. */
function journaled(store: ItemStore, journal: Journal): ItemStore {
  return {
    ...store,
    transact: (writes) => {
      const answer = store.transact(writes);
      const after = store.get(keys.mailbox(ACME, PERSON)); // reads at once: nothing comes in between
      return answer.then(async (result) => {
        const mailbox = (await after)?.value as { wanted: number; lease?: { execution: string } } | undefined;
        if (result.outcome !== "committed" || !mailbox) return result;
        const taken = mailbox.lease?.execution;
        if (taken !== undefined && !journal.before.has(taken)) journal.before.set(taken, journal.wished);
        journal.wished = mailbox.wanted;
        return result;
      });
    },
  };
}

async function lookTwice(store: ItemStore, journal: Journal, as: "seen" | "look-again"): Promise<void> {
  for (let n = 0; n < 2; n += 1) {
    const lease = await takeLease(store, ACME, PERSON, NOW);
    if (!lease) continue;
    journal.holders += 1;
    journal.mostHolders = Math.max(journal.mostHolders, journal.holders);
    await store.get(keys.person(ACME, PERSON)); // the look itself, during which anything may happen
    journal.holders -= 1;
    const { released } = await releaseLease(store, at(lease.execution), as);
    expect(released).toBe(true);
    if (as === "seen") journal.lookedAt = Math.max(journal.lookedAt, journal.before.get(lease.execution) ?? 0);
  }
}

const Actor = fc.oneof(
  { weight: 3, arbitrary: fc.constant("wish" as const) },
  { weight: 3, arbitrary: fc.constant("seen" as const) },
  { weight: 1, arbitrary: fc.constant("look-again" as const) },
);

it("loses no wish between the last look and the release, and gives one lease at a time, in any interleaving", async () => {
  const property = fc.asyncProperty(
    fc.scheduler(),
    fc.array(Actor, { minLength: 2, maxLength: 9 }),
    async (s, actors) => {
      const plain = open();
      const journal: Journal = { wished: 0, before: new Map(), lookedAt: 0, holders: 0, mostHolders: 0 };
      const store = inRandomOrder(journaled(plain, journal), s);
      const act = (actor: (typeof actors)[number]) =>
        actor === "wish" ? wake(store, WISH) : lookTwice(store, journal, actor);
      await s.waitFor(Promise.all(actors.map(act)));

      expect(journal.mostHolders).toBeLessThanOrEqual(1);
      const mailbox = (await readMailbox(plain, ACME, PERSON))?.value;
      expect(mailbox?.wanted ?? 0).toBe(actors.filter((actor) => actor === "wish").length);
      expect(mailbox?.lease).toBeUndefined();
      const isReady = mailbox !== undefined && mailbox.wanted > mailbox.seen;
      expect(isReady).toBe(journal.wished > journal.lookedAt);
      expect(await readyPeople(plain, ACME, NOW, 10)).toHaveLength(isReady ? 1 : 0);
      plain.close();
    },
  );
  await fc.assert(property, { numRuns: 300 });
});

it("lets nobody write whose lease was freed meanwhile, in any interleaving", async () => {
  const property = fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 4 }), async (s, writers) => {
    const plain = open();
    await wake(plain, WISH);
    const { execution } = (await takeLease(plain, ACME, PERSON, NOW))!;
    const key = keys.task(ACME, PERSON, "t");
    const unleased: string[] = [];
    const store = inRandomOrder(
      {
        ...plain,
        transact: (writes) => {
          const before = plain.get(keys.mailbox(ACME, PERSON)); // reads at once: nothing comes in between
          const answer = plain.transact(writes);
          return answer.then(async (result) => {
            const holder = Mailbox.parse((await before)?.value).lease?.execution;
            if (writes.some((write) => write.key.sort === key.sort) && result.outcome === "committed")
              if (holder !== execution) unleased.push(String(holder));
            return result;
          });
        },
      },
      s,
    );
    const write = () =>
      commit<"written">(store, async () => {
        const check = await leaseCheck(store, ACME, PERSON, execution);
        const item = await store.get(key);
        const when = item ? { version: item.version } : ("absent" as const);
        return { writes: [check, { kind: "put", key, content: { value: {} }, when }], result: "written" };
      }).catch((error: unknown) => error);
    const free = releaseLease(store, at(execution), "look-again").then(() => takeLease(store, ACME, PERSON, NOW));
    const results = await s.waitFor(Promise.all([free, ...Array.from({ length: writers }, write)]));
    expect(unleased).toEqual([]);
    for (const result of results.slice(1)) if (result !== "written") expect(result).toBeInstanceOf(Superseded);
    await expect(leaseCheck(plain, ACME, PERSON, execution)).rejects.toBeInstanceOf(Superseded);
    plain.close();
  });
  await fc.assert(property, { numRuns: 200 });
});

it("numbers executions so that a name is never used twice and fits into Step Functions' 80 characters", async () => {
  const store = open();
  const names = new Set<string>();
  for (let n = 0; n < 5; n += 1) {
    await wake(store, WISH);
    const lease = (await takeLease(store, ACME, PERSON, NOW))!;
    names.add(lease.execution);
    await releaseLease(store, at(lease.execution), n % 2 === 0 ? "seen" : "look-again");
  }
  expect(names.size).toBe(5);
  expect(executionName("a".repeat(31), PERSON, 999_999_999).length).toBeLessThanOrEqual(80);
});
