import { beforeEach, describe, expect, it } from "vitest";
import { InvalidInput, ProviderUnavailable } from "../../../src/domain/errors.ts";
import { addMs, type Instant } from "../../../src/domain/time.ts";
import { openSqliteItemStore } from "../../../src/local/sqlite-item-store.ts";
import type { Mail, MailTransport } from "../../../src/ports/mail-transport.ts";
import type { Notification } from "../../../src/ports/notifier.ts";
import { createOutbox } from "../../../src/stores/outbox.ts";
import { listOutbox, takeFromOutbox } from "../../../src/stores/outbox-record.ts";
import { countWaitingMail } from "../../../src/stores/waiting-mail.ts";

const NOTE: Notification = {
  key: "acme-p-1/welcome/after-hire",
  to: "boss@acme.example",
  template: "manager-welcome",
  subject: "Ana can start",
  text: "Ready.",
};

/** A mail system that remembers, and fails in the way that is set. */
function mailSystem() {
  const system = {
    arrived: [] as Mail[],
    next: "accept" as "accept" | "refuse" | "lose-the-answer" | "be-down",
    /** Whether it confirms what it accepted. */
    forgets: false,
    onDeliver: async (): Promise<void> => {},
  };
  const transport: MailTransport = {
    deliver: async (mail) => {
      await system.onDeliver();
      const way = system.next;
      if (way === "refuse") throw new InvalidInput("refused", { mayHaveArrived: false });
      if (way === "be-down") throw new ProviderUnavailable("down", { mayHaveArrived: false });
      system.arrived.push(mail);
      if (way === "lose-the-answer") throw new ProviderUnavailable("reset", { mayHaveArrived: true });
      return { by: "smtp", system: "mail.example", answer: `250 ${system.arrived.length}`, to: mail.to, at: now };
    },
    confirm: async () => !system.forgets,
  };
  return Object.assign(system, { transport });
}

let now = "2026-03-02T09:00:00.000Z" as Instant;
let system: ReturnType<typeof mailSystem>;
let store: ReturnType<typeof openSqliteItemStore>;
const secrets = { read: async () => undefined, write: async () => {}, remove: async () => {} };
const outboxOf = (tenantId = "acme") =>
  createOutbox(tenantId, {
    ...{ store, secrets, clock: { now: () => now } },
    ...{ transport: system.transport, webhook: system.transport },
  });
const record = async () => (await listOutbox(store, "acme"))[0]!;
const pass = (ms: number): void => {
  now = addMs(now, ms);
};

beforeEach(() => {
  now = "2026-03-02T09:00:00.000Z" as Instant;
  store = openSqliteItemStore({ path: ":memory:", now: () => now });
  system = mailSystem();
});

describe("a message", () => {
  it("is delivered once, however often it is sent, and keeps the system's answer", async () => {
    const outbox = outboxOf();
    await outbox.send(NOTE);
    await outbox.send({ ...NOTE, text: "Ready again." });
    expect(system.arrived.map(({ text, isRepeat }) => [text, isRepeat])).toEqual([["Ready.", false]]);
    expect(await record()).toMatchObject({
      receipt: { by: "smtp", answer: "250 1", to: NOTE.to },
      attempts: [{ outcome: "delivered", isRepeat: false }],
    });
    expect(await outbox.wasSent(NOTE.key, NOTE.to)).toBe(true);
  });

  it("was not sent before it was accepted, nor to anybody else, nor as another message", async () => {
    const outbox = outboxOf();
    expect(await outbox.wasSent(NOTE.key, NOTE.to)).toBe(false);
    system.next = "be-down";
    await expect(outbox.send(NOTE)).rejects.toMatchObject({ name: "ProviderUnavailable" });
    expect(await outbox.wasSent(NOTE.key, NOTE.to)).toBe(false);
    system.next = "accept";
    await outbox.send(NOTE);
    expect(await outbox.wasSent(NOTE.key, "chief@acme.example")).toBe(false);
    expect(await outbox.wasSent("another", NOTE.to)).toBe(false);
    expect(await outboxOf("globex").wasSent(NOTE.key, NOTE.to)).toBe(false);
  });

  it("goes to the new manager as a message of its own", async () => {
    const outbox = outboxOf();
    await outbox.send(NOTE);
    await outbox.send({ ...NOTE, to: "chief@acme.example" });
    expect(system.arrived.map(({ to, isRepeat }) => [to, isRepeat])).toEqual([
      ["boss@acme.example", false],
      ["chief@acme.example", false],
    ]);
    expect(new Set(system.arrived.map(({ id }) => id)).size).toBe(2);
    expect(await outbox.wasSent(NOTE.key, NOTE.to)).toBe(false);
  });

  it("that was certainly not accepted is sent again without a mark", async () => {
    const outbox = outboxOf();
    for (const way of ["be-down", "refuse"] as const) {
      system.next = way;
      await expect(outbox.send(NOTE)).rejects.toThrow();
    }
    system.next = "accept";
    await outbox.send(NOTE);
    expect(system.arrived).toMatchObject([{ isRepeat: false, text: "Ready." }]);
    expect((await record()).attempts.map(({ outcome, error }) => [outcome, error])).toEqual([
      ["refused", "ProviderUnavailable: down"],
      ["refused", "InvalidInput: refused"],
      ["delivered", undefined],
    ]);
  });

  it("whose answer was lost is sent again as a second copy of the same message", async () => {
    const outbox = outboxOf();
    system.next = "lose-the-answer";
    await expect(outbox.send(NOTE)).rejects.toMatchObject({ name: "ProviderUnavailable" });
    expect(await outbox.wasSent(NOTE.key, NOTE.to)).toBe(false);
    system.next = "accept";
    await outbox.send(NOTE);
    const [first, second] = system.arrived;
    expect(second).toMatchObject({
      id: first?.id,
      isRepeat: true,
      text: expect.stringMatching(/^This may be a second/),
    });
    expect(await outbox.wasSent(NOTE.key, NOTE.to)).toBe(true);
  });

  it("that the system does not know any more is not sent, and is sent again with a mark", async () => {
    const outbox = outboxOf();
    await outbox.send(NOTE);
    system.forgets = true;
    expect(await outbox.wasSent(NOTE.key, NOTE.to)).toBe(false);
    await outbox.send(NOTE);
    expect(system.arrived.map(({ isRepeat }) => isRepeat)).toEqual([false, true]);
  });
});

describe("two processes", () => {
  it("do not deliver the same message at once", async () => {
    const gate = Promise.withResolvers<void>();
    system.onDeliver = () => gate.promise;
    const first = outboxOf().send(NOTE);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    system.onDeliver = async () => {};
    await expect(outboxOf().send(NOTE)).rejects.toMatchObject({ name: "ProviderUnavailable" });
    gate.resolve();
    await first;
    await outboxOf().send(NOTE);
    expect(system.arrived).toHaveLength(1);
  });

  it("wait for one that died for half a minute, and then send what may be a second copy", async () => {
    system.onDeliver = () => new Promise(() => undefined);
    void outboxOf().send(NOTE);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    system.onDeliver = async () => {};
    pass(29_000);
    await expect(outboxOf().send(NOTE)).rejects.toMatchObject({ name: "ProviderUnavailable" });
    pass(2_000);
    await outboxOf().send(NOTE);
    expect(system.arrived).toMatchObject([{ isRepeat: true }]);
    expect((await record()).attempts.map(({ outcome }) => outcome)).toEqual(["begun", "delivered"]);
  });
});

describe("news that could not be delivered", () => {
  const NEWS: Notification = { ...NOTE, key: "acme-p-1-7/failed", template: "run-failed", subject: "Failed" };
  const MINUTE_MS = 60_000;

  it("is tried again after a minute, then two, then four, and not in between", async () => {
    const outbox = outboxOf();
    system.next = "be-down";
    await expect(outbox.send(NEWS)).rejects.toThrow();
    const tries = async () => (await record()).attempts.length;
    await outbox.redeliver();
    expect(await tries()).toBe(1);
    for (const minutes of [1, 2, 4]) {
      const before = await tries();
      pass(minutes * MINUTE_MS - 1000);
      expect(await outbox.redeliver()).toBe(0);
      expect(await tries()).toBe(before);
      pass(1000);
      await outbox.redeliver();
      expect(await tries()).toBe(before + 1);
    }
    system.next = "accept";
    pass(8 * MINUTE_MS);
    expect(await outbox.redeliver()).toBe(1);
    expect(system.arrived).toMatchObject([{ subject: "Failed", isRepeat: false }]);
    pass(24 * 60 * MINUTE_MS);
    expect(await outbox.redeliver()).toBe(0);
  });

  it("is given up after three days, counted until somebody takes it, and keeps no other message waiting", async () => {
    const outbox = outboxOf();
    system.next = "refuse";
    await expect(outbox.send(NEWS)).rejects.toThrow();
    await expect(outbox.send({ ...NEWS, key: "acme-p-2-1/failed" })).rejects.toThrow();
    for (let hour = 0; hour < 80; hour += 1) {
      pass(60 * MINUTE_MS);
      await outbox.redeliver();
    }
    system.next = "accept";
    expect(await outbox.redeliver()).toBe(0);
    expect(await countWaitingMail(store, "acme")).toEqual({ undelivered: 2, waitingLinks: 0 });
    await takeFromOutbox(store, "acme", NEWS.key, { by: "kim", at: now });
    expect(await countWaitingMail(store, "acme")).toEqual({ undelivered: 1, waitingLinks: 0 });
  });

  it("does not include the notes of a run, which its next look sends", async () => {
    const outbox = outboxOf();
    system.next = "be-down";
    await expect(outbox.send(NOTE)).rejects.toThrow();
    system.next = "accept";
    pass(60 * MINUTE_MS);
    expect(await outbox.redeliver()).toBe(0);
    expect(await countWaitingMail(store, "acme")).toEqual({ undelivered: 1, waitingLinks: 0 });
  });
});
