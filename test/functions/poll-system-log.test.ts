import { expect, it } from "vitest";
import { definition as dispatch } from "../../functions/dispatch-event.ts";
import { definition as poll } from "../../functions/poll-system-log.ts";
import { AccessDenied, ProviderUnavailable, RateLimited, StoreUnavailable } from "../../src/domain/errors.ts";
import { addMs, type Instant } from "../../src/domain/time.ts";
import type { ItemStore } from "../../src/ports/item-store.ts";
import { eventsSince } from "../../src/stores/events.ts";
import { keys } from "../../src/stores/keys.ts";
import { type LogPoll, readLogPoll, saveLogPoll } from "../../src/stores/log-poll.ts";
import { readMailbox } from "../../src/stores/mailbox.ts";
import { findLinked, putPerson, readPerson, resolvePerson } from "../../src/stores/people.ts";
import { logged, type PretendedLog, pretendLog } from "./pretended-log.ts";
import { hookOf, inWorkshop, settledAccount, type Workshop } from "./workshop.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const inAcme = (work: (workshop: Workshop, log: PretendedLog) => Promise<void>): Promise<void> =>
  inWorkshop(async (workshop) => {
    await workshop.tenant("acme");
    await work(workshop, pretendLog(workshop));
  });

const run = (workshop: Workshop): Promise<unknown> => workshop.call(poll, {});
const stateOf = async ({ deps }: Workshop, tenantId = "acme"): Promise<LogPoll> =>
  (await readLogPoll(deps.store, tenantId))!.value;
const keyOf = async ({ deps }: Workshop, id: string): Promise<string> =>
  (await findLinked(deps.store, "acme", { provider: "okta", id }))!;
const wantedOf = async (workshop: Workshop, id: string): Promise<number> =>
  (await readMailbox(workshop.deps.store, "acme", await keyOf(workshop, id)))?.value.wanted ?? 0;
const asked = ({ assessments }: Workshop): unknown[] => assessments.sent.map(({ body }) => body["personKey"]);

async function recorded({ deps, now }: Workshop): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { eventId } of eventsSince(deps.store, "acme", addMs(now(), -DAY_MS))) ids.push(eventId);
  return ids.toSorted();
}

const hook = (workshop: Workshop, eventId: string, at: Instant): Promise<readonly string[]> =>
  workshop.deliver(dispatch, [
    {
      schemaVersion: 1,
      tenantId: "acme",
      eventId,
      eventType: "user.account.update_profile",
      source: "okta-hook",
      publishedAt: at,
      receivedAt: at,
      subject: { provider: "okta", id: "00u1" },
      priority: 1,
      own: false,
    },
  ]);

function breakStore({ deps }: Workshop, isBroken: (partition: string) => boolean): () => void {
  const { store } = deps;
  const { transact } = store;
  const broken: ItemStore["transact"] = async (writes) => {
    if (writes.some(({ key }) => isBroken(key.partition))) throw new StoreUnavailable("does not answer");
    return transact(writes);
  };
  Object.assign(store, { transact: broken });
  return () => void Object.assign(store, { transact });
}

it("begins an hour before the onboarding, reads to the end, and wakes whom the log names", async () => {
  await inAcme(async (workshop, log) => {
    log.pageSize = 2;
    for (const n of [1, 2, 3]) log.events.push(logged(workshop, `e-${n}`, { accountId: `00u${n}` }));
    log.events.push(logged(workshop, "e-4", { accountId: "00u1" }));
    expect(await run(workshop)).toEqual({ read: 1, failed: 0, left: 0 });
    expect(log.asked).toEqual([`since ${addMs(workshop.now(), -HOUR_MS)}`, "c2", "c4"]);
    expect(await recorded(workshop)).toEqual(["e-1", "e-2", "e-3", "e-4"]);
    const people = await Promise.all(["00u1", "00u2", "00u3"].map((id) => keyOf(workshop, id)));
    expect(new Set(asked(workshop))).toEqual(new Set(people));
    expect(await stateOf(workshop)).toMatchObject({ cursor: "c4", readUntil: workshop.now(), failures: 0 });
  });
});

it("makes one event of what the hook and the log tell, in either order", async () => {
  await inAcme(async (workshop, log) => {
    await hook(workshop, "e-1", workshop.now());
    for (const id of ["e-1", "e-2"]) log.events.push(logged(workshop, id));
    await run(workshop);
    await hook(workshop, "e-2", workshop.now());
    expect(await wantedOf(workshop, "00u1")).toBe(2);
    const records = await Promise.all(["e-1", "e-2"].map((id) => workshop.deps.store.get(keys.event("acme", id))));
    const both = { hookAt: workshop.now(), loggedAt: workshop.now() };
    for (const record of records) expect(record?.value).toMatchObject(both);
  });
});

it("does not move the cursor past what could not be stored", async () => {
  await inAcme(async (workshop, log) => {
    await run(workshop);
    log.events.push(logged(workshop, "e-1"), logged(workshop, "e-2", { accountId: "00u2" }));
    workshop.pass(MINUTE_MS);
    const mend = breakStore(workshop, (partition) => partition.includes("EVENT#e-2"));
    await expect(run(workshop)).rejects.toThrow("does not answer");
    expect(await stateOf(workshop)).toMatchObject({ cursor: "c0" });
    mend();
    workshop.pass(10 * MINUTE_MS);
    await run(workshop);
    expect(await recorded(workshop)).toEqual(["e-1", "e-2"]);
    expect(await wantedOf(workshop, "00u1")).toBe(1);
    expect(await stateOf(workshop)).toMatchObject({ cursor: "c2" });
  });
});

it("has one reader a tenant, however many are started", async () => {
  await inAcme(async (workshop, log) => {
    log.events.push(logged(workshop, "e-1"));
    const all = await Promise.all([1, 2, 3, 4].map(() => run(workshop)));
    expect(all.map((one) => (one as { read: number }).read).toSorted()).toEqual([0, 0, 0, 1]);
    expect(log.asked).toHaveLength(2);
  });
});

it("is taken over from a reader that died, and nothing is lost", async () => {
  await inAcme(async (workshop, log) => {
    await run(workshop);
    const { store } = workshop.deps;
    const item = (await readLogPoll(store, "acme"))!;
    log.events.push(logged(workshop, "e-1"));
    const busyUntil = addMs(workshop.now(), 3 * MINUTE_MS);
    await saveLogPoll(store, { ...item.value, busyUntil, nextAt: workshop.now() }, item);
    expect(await run(workshop)).toMatchObject({ read: 0 });
    workshop.pass(3 * MINUTE_MS);
    expect(await run(workshop)).toMatchObject({ read: 1 });
    expect(await recorded(workshop)).toEqual(["e-1"]);
  });
});

it("is slow while the hook agrees, and fast once it misses something or goes quiet", async () => {
  await inAcme(async (workshop, log) => {
    const pause = async (): Promise<number> => {
      await run(workshop);
      return (Date.parse((await stateOf(workshop)).nextAt) - Date.parse(workshop.now())) / MINUTE_MS;
    };
    expect(await pause()).toBe(1); // nothing is known of the hook yet
    workshop.pass(MINUTE_MS);
    await hook(workshop, "e-1", workshop.now());
    log.events.push(logged(workshop, "e-1"));
    expect(await pause()).toBe(15);
    workshop.pass(14 * MINUTE_MS);
    expect(await run(workshop)).toMatchObject({ read: 0 });
    log.events.push(logged(workshop, "e-2", { publishedAt: addMs(workshop.now(), -5 * MINUTE_MS) }));
    log.events.push(logged(workshop, "own", { hookable: false, publishedAt: addMs(workshop.now(), -5 * MINUTE_MS) }));
    workshop.pass(MINUTE_MS);
    expect(await pause()).toBe(1); // e-2 was missed
    for (let minute = 0; minute < 60; minute += 1) {
      workshop.pass(MINUTE_MS);
      if (minute === 59) {
        await hook(workshop, "e-3", workshop.now());
        log.events.push(logged(workshop, "e-3"));
      }
      await run(workshop);
    }
    expect(await stateOf(workshop)).toMatchObject({ nextAt: addMs(workshop.now(), 15 * MINUTE_MS) });
    workshop.pass(61 * MINUTE_MS);
    expect(await pause()).toBe(1); // quiet for an hour
  });
});

it("does not call missed what is younger than a hook may be late, nor our own changes, nor what no hook announces", async () => {
  await inAcme(async (workshop, log) => {
    const old = { publishedAt: addMs(workshop.now(), -10 * MINUTE_MS) };
    log.events.push(logged(workshop, "young"), logged(workshop, "log-only", { ...old, hookable: false }));
    await run(workshop);
    expect((await stateOf(workshop)).missedAt).toBeUndefined();
  });
});

it("waits for Okta's rate limit until the time that Okta names, and calls it no failure", async () => {
  await inAcme(async (workshop, log) => {
    const retryAt = addMs(workshop.now(), 5 * MINUTE_MS);
    log.failures.push(new RateLimited("used up", { provider: "okta", retryAt }));
    log.events.push(logged(workshop, "e-1"));
    expect(await run(workshop)).toEqual({ read: 1, failed: 0, left: 0 });
    expect(await stateOf(workshop)).toMatchObject({ failures: 0, waitingUntil: retryAt, nextAt: retryAt });
    workshop.pass(5 * MINUTE_MS - 1);
    expect(await run(workshop)).toMatchObject({ read: 0 });
    workshop.pass(1);
    await run(workshop);
    expect(await recorded(workshop)).toEqual(["e-1"]);
    expect((await stateOf(workshop)).waitingUntil).toBeUndefined();
  });
});

it("leaves the last fifth of the org's limit to others, and goes on where it was", async () => {
  await inAcme(async (workshop, log) => {
    log.pageSize = 1;
    log.events.push(logged(workshop, "e-1"), logged(workshop, "e-2"));
    const resetAt = addMs(workshop.now(), 40_000);
    log.budget = { limit: 60, remaining: 11, resetAt };
    await run(workshop);
    expect(await recorded(workshop)).toEqual(["e-1"]);
    expect(await stateOf(workshop)).toMatchObject({ cursor: "c1", nextAt: resetAt, waitingUntil: resetAt });
    log.budget = { limit: 60, remaining: 59, resetAt };
    workshop.pass(40_000);
    await run(workshop);
    expect(await recorded(workshop)).toEqual(["e-1", "e-2"]);
  });
});

it("reads every other tenant when one of them refuses, and tries that one more rarely", async () => {
  await inWorkshop(async (workshop) => {
    for (const id of ["acme", "brick", "zenith"]) await workshop.tenant(id);
    const logs = ["acme", "brick", "zenith"].map((id) => pretendLog(workshop, id));
    for (let n = 0; n < 3; n += 1) logs[1]!.failures.push(new AccessDenied("revoked", { provider: "okta" }));
    expect(await run(workshop)).toEqual({ read: 2, failed: 1, left: 0 });
    expect(await stateOf(workshop, "brick")).toMatchObject({ failures: 1, lastFailure: { error: "AccessDenied" } });
    workshop.pass(MINUTE_MS);
    expect(await run(workshop)).toMatchObject({ read: 2, failed: 1 });
    expect(await stateOf(workshop, "brick")).toMatchObject({ nextAt: addMs(workshop.now(), 2 * MINUTE_MS) });
    workshop.pass(2 * MINUTE_MS);
    await run(workshop);
    workshop.pass(4 * MINUTE_MS);
    await run(workshop);
    const mended = await stateOf(workshop, "brick");
    expect(mended.failures).toBe(0);
    expect(mended.lastFailure).toBeUndefined();
  });
});

it("hands an event that cannot be recorded to the queue, where it is a dead letter in the end, and goes on", async () => {
  await inAcme(async (workshop, log) => {
    const poisoned = await resolvePerson(
      workshop.deps.store,
      "acme",
      { provider: "okta", id: "00u1" },
      workshop.deps.ids.personKey,
    );
    const content = { value: { schemaVersion: 1, broken: true } };
    await workshop.deps.store.transact([{ kind: "put", key: keys.mailbox("acme", poisoned), content, when: "absent" }]);
    log.events.push(logged(workshop, "e-1"), logged(workshop, "e-2", { accountId: "00u2" }));
    expect(await run(workshop)).toMatchObject({ read: 1, failed: 0 });
    expect(await stateOf(workshop)).toMatchObject({ cursor: "c2" });
    expect(workshop.intake.sent.map(({ body }) => body["eventId"])).toEqual(["e-1"]);
    expect(await workshop.deliver(dispatch, [workshop.intake.sent[0]!.body])).toEqual(["m-0"]);
    expect(asked(workshop)).toEqual([await keyOf(workshop, "00u2")]);
  });
});

it("takes an event in whose id no store would take as a key, once", async () => {
  await inAcme(async (workshop, log) => {
    const id = `a b ${"x".repeat(200)}`;
    log.events.push(logged(workshop, id), logged(workshop, id));
    await run(workshop);
    expect(await recorded(workshop)).toHaveLength(1);
    expect(await wantedOf(workshop, "00u1")).toBe(1);
  });
});

/** Known people: one who joined, one who was there before and one who left; and an account that is not known. */
async function populate(workshop: Workshop, log: PretendedLog): Promise<void> {
  const { deps } = workshop;
  for (const [id, phase] of [
    ["00ujoined", "joined"],
    ["00uadopted", "adopted"],
    ["00uleft", "left"],
    ["00uchanged", "adopted"],
    ["00udeleted", "joined"],
  ] as const) {
    const key = await resolvePerson(deps.store, "acme", { provider: "okta", id }, deps.ids.personKey);
    const read = (await readPerson(deps.store, "acme", key))!;
    await deps.store.transact([putPerson("acme", { ...read.value, phase }, read)]);
    if (id !== "00udeleted" && id !== "00uchanged") log.accounts.push(settledAccount(id));
  }
  const at = workshop.now();
  log.accounts.push(settledAccount("00uchanged", { status: "DEPROVISIONED", lastUpdated: at, statusChanged: at }));
  log.accounts.push(settledAccount("00uunknown", { created: at }));
}

const woken = async (workshop: Workshop): Promise<readonly string[]> => {
  const all = ["00ujoined", "00uadopted", "00uleft", "00uchanged", "00udeleted", "00uunknown"];
  const known = await Promise.all(
    all.map(async (id) => (await findLinked(workshop.deps.store, "acme", { provider: "okta", id })) && id),
  );
  const found: string[] = [];
  for (const id of known) if (id && (await wantedOf(workshop, id)) > 0) found.push(id);
  return found;
};

it("looks at everybody who may have changed when Okta refuses the cursor, and shows the gap", async () => {
  await inAcme(async (workshop, log) => {
    await run(workshop);
    const lastRead = workshop.now();
    workshop.pass(2 * HOUR_MS);
    await populate(workshop, log);
    log.oldest = 1;
    await run(workshop);
    const state = await stateOf(workshop);
    expect(state.gaps).toEqual([
      { from: lastRead, to: workshop.now(), reason: "cursor-refused", sweptAt: workshop.now() },
    ]);
    expect(state).not.toHaveProperty("sweep");
    expect(await woken(workshop)).toEqual(["00ujoined", "00uchanged", "00udeleted", "00uunknown"]);
    const leaver = await readMailbox(workshop.deps.store, "acme", await keyOf(workshop, "00uchanged"));
    expect(leaver?.value.priority).toBe(0);
    log.events.push(logged(workshop, "e-1"));
    log.oldest = 0;
    workshop.pass(MINUTE_MS);
    await run(workshop);
    expect(await recorded(workshop)).toEqual(["e-1"]);
    expect((await stateOf(workshop)).gaps).toHaveLength(1);
  });
});

it("goes on with the look at everybody where it was cut short", async () => {
  await inAcme(async (workshop, log) => {
    await run(workshop);
    workshop.pass(2 * HOUR_MS);
    await populate(workshop, log);
    log.oldest = 1;
    const pages: number[] = [];
    log.onAccountPage = (page) => {
      pages.push(page);
      if (page === 1 && pages.length === 2) throw new ProviderUnavailable("gone");
    };
    expect(await run(workshop)).toMatchObject({ failed: 1 });
    expect((await stateOf(workshop)).gaps).toMatchObject([{ reason: "cursor-refused" }]);
    expect((await stateOf(workshop)).gaps[0]).not.toHaveProperty("sweptAt");
    log.oldest = 0;
    workshop.pass(MINUTE_MS);
    await run(workshop);
    expect(pages).toEqual([0, 1, 1, 2]);
    expect(await woken(workshop)).toEqual(["00ujoined", "00uchanged", "00udeleted", "00uunknown"]);
    expect((await stateOf(workshop)).gaps[0]).toMatchObject({ sweptAt: workshop.now() });
  });
});

it("does not trust a cursor that is older than the log reaches back", async () => {
  await inAcme(async (workshop, log) => {
    await run(workshop);
    const lastRead = workshop.now();
    workshop.pass(90 * DAY_MS);
    await run(workshop);
    expect(log.asked.at(-1)).toBe(`since ${addMs(workshop.now(), -HOUR_MS)}`);
    expect((await stateOf(workshop)).gaps).toMatchObject([{ from: lastRead, reason: "cursor-too-old" }]);
  });
});

it("begins afresh when the tenant is pointed to another org", async () => {
  await inAcme(async (workshop, log) => {
    await run(workshop);
    const auth = { type: "token", token: { secret: "okta-token" } };
    const hook = { id: hookOf("acme"), secret: { secret: "okta-hook" } };
    await workshop.tenant("acme", { okta: { orgUrl: "https://other.okta.com", auth, hook } });
    workshop.pass(MINUTE_MS);
    await run(workshop);
    expect(log.asked.at(-1)).toMatch(/^since /);
    expect((await stateOf(workshop)).gaps).toMatchObject([{ reason: "another-org" }]);
  });
});
