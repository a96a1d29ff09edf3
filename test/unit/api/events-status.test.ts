import { expect, it } from "vitest";
import { ProviderUnavailable } from "../../../src/domain/errors.ts";
import { addMs, type Instant } from "../../../src/domain/time.ts";
import type { LoggedEvent } from "../../../src/ports/directory.ts";
import { type Hint, recordEvent } from "../../../src/stores/events.ts";
import { releaseLease, takeLease } from "../../../src/stores/mailbox.ts";
import { NOW, type Office, openOffice, tenantConfig } from "./office.ts";

const MINUTE_MS = 60_000;
const ago = (minutes: number): Instant => addMs(NOW, -minutes * MINUTE_MS);

interface Told {
  readonly id: string;
  readonly by: "okta-hook" | "okta-log";
  readonly published: Instant;
  readonly received: Instant;
  readonly subject?: string;
  readonly own?: boolean;
}

async function tell({ deps }: Office, { id, by, published, received, subject, own = false }: Told): Promise<string> {
  const hint: Hint = {
    schemaVersion: 1,
    tenantId: "acme",
    eventId: id,
    eventType: "user.account.update_profile",
    source: by,
    publishedAt: published,
    receivedAt: received,
    ...(subject === undefined ? {} : { subject: { provider: "okta", id: subject } }),
    priority: 1,
    own,
    ...(by === "okta-log" ? { hookable: true } : {}),
  };
  return (await recordEvent(deps.store, hint, deps.ids.personKey)).personKey ?? "";
}

async function withLog(events: readonly LoggedEvent[] | "down"): Promise<Office> {
  const office = openOffice();
  await office.apply({ ...tenantConfig(), onboardedAt: "2026-01-01T00:00:00.000Z" });
  const others = office.deps.directory;
  Object.assign(office.deps, {
    directory: async (tenant: Parameters<typeof others>[0]) => ({
      ...(await others(tenant)),
      readLog: async (from: object) => {
        if (events === "down") throw new ProviderUnavailable("gone");
        return { events: "since" in from ? events : [], next: "c" };
      },
    }),
  });
  return office;
}

const logged = (id: string, publishedAt: Instant): LoggedEvent => ({
  id,
  type: "user.account.update_profile",
  publishedAt,
  actorIds: [],
  hookable: true,
});

const statusOf = async (office: Office) => (await office.call("events.status", {})).tenants[0]!;

it("counts what the log holds and nobody recorded, and what was recorded and not looked at", async () => {
  const office = await withLog([logged("e-1", ago(30)), logged("e-2", ago(20)), logged("e-3", ago(10))]);
  await tell(office, { id: "e-2", by: "okta-hook", published: ago(20), received: ago(19), subject: "00u1" });
  expect(await statusOf(office)).toMatchObject({
    unread: { events: 2, isMore: false, oldestAt: ago(30) },
    waiting: { wishes: 1, people: 1, oldestAt: ago(19) },
    unaccounted: 3,
    oldestUnaccountedAt: ago(30),
  });
});

it("counts as waiting whoever is being looked at, until that look has ended", async () => {
  const office = await withLog([]);
  const { store } = office.deps;
  const personKey = await tell(office, { id: "e-1", by: "okta-hook", published: NOW, received: NOW, subject: "00u1" });
  const lease = (await takeLease(store, "acme", personKey, NOW))!;
  expect((await statusOf(office)).unaccounted).toBe(1);
  const at = { tenantId: "acme", personKey, execution: lease.execution, now: NOW };
  await releaseLease(store, at, { failed: "look" });
  expect((await statusOf(office)).unaccounted).toBe(1);
  office.pass(MINUTE_MS);
  const again = (await takeLease(store, "acme", personKey, addMs(NOW, MINUTE_MS)))!;
  await releaseLease(store, { ...at, execution: again.execution }, "seen");
  expect(await statusOf(office)).toMatchObject({ unaccounted: 0, waiting: { wishes: 0, people: 0 } });
});

it("says by which way events came, how late hooks were, and which were missed", async () => {
  const office = await withLog([]);
  const tellAll = async (more: Partial<Told> & Pick<Told, "id">, ways: readonly Told["by"][], minutes: number) => {
    for (const by of ways) await tell(office, { published: ago(minutes), received: ago(minutes), ...more, by });
  };
  for (const [n, seconds] of [1, 2, 3, 4, 100].entries())
    await tellAll({ id: `hook-${n}`, received: addMs(ago(60), seconds * 1000) }, ["okta-hook"], 60);
  await tellAll({ id: "both-1" }, ["okta-log", "okta-hook"], 50);
  await tellAll({ id: "both-2" }, ["okta-hook", "okta-log"], 50);
  await tellAll({ id: "lost" }, ["okta-log"], 30);
  await tellAll({ id: "own", own: true }, ["okta-log"], 30);
  await tellAll({ id: "young" }, ["okta-log"], 1);
  await tellAll({ id: "old", received: ago(25 * 60) }, ["okta-log"], 25 * 60);
  const { last24h } = await statusOf(office);
  expect(last24h).toMatchObject({ events: 10, hookOnly: 5, both: 2, logOnly: 3, missed: 1, own: 1 });
  expect(last24h).toMatchObject({ hookLag: { p50Ms: 2000, p95Ms: 100_000 }, lastHookAt: ago(50), isHookSilent: true });
});

it("stays exact when the same events arrive by both ways at the same time", async () => {
  const office = await withLog([]);
  const told = Array.from({ length: 20 }, (_, n) => ({ id: `e-${n}`, published: ago(5), received: ago(5) }));
  const ways = ["okta-hook", "okta-log", "okta-hook"] as const;
  await Promise.all(
    told.flatMap((event) => ways.map((by) => tell(office, { ...event, by, subject: `00u${event.id}` }))),
  );
  const { last24h, waiting } = await statusOf(office);
  expect(last24h).toMatchObject({ events: 20, both: 20, hookOnly: 0, logOnly: 0 });
  expect(waiting).toMatchObject({ wishes: 20, people: 20 });
});

it("does not claim to know when the log cannot be read", async () => {
  const office = await withLog("down");
  const status = await statusOf(office);
  expect(status.unread).toEqual({ error: "ProviderUnavailable" });
  expect(status).not.toHaveProperty("unaccounted");
});

it("says how many there are at least when the log is far ahead", async () => {
  const office = await withLog([]);
  const others = office.deps.directory;
  let n = 0;
  Object.assign(office.deps, {
    directory: async (tenant: Parameters<typeof others>[0]) => ({
      ...(await others(tenant)),
      readLog: async () => ({ events: [logged(`e-${n++}`, ago(3))], next: `c${n}` }),
    }),
  });
  expect((await statusOf(office)).unread).toMatchObject({ events: 5, isMore: true });
});
