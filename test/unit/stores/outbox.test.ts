import { beforeEach, describe, expect, it } from "vitest";
import { InvalidInput, ProviderUnavailable } from "../../../src/domain/errors.ts";
import { addMs, type Instant } from "../../../src/domain/time.ts";
import { openSqliteItemStore } from "../../../src/local/sqlite-item-store.ts";
import type { Mail, MailTransport } from "../../../src/ports/mail-transport.ts";
import type { Notification } from "../../../src/ports/notifier.ts";
import { createOutbox } from "../../../src/stores/outbox.ts";
import { listOutbox } from "../../../src/stores/outbox-record.ts";

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
  createOutbox(tenantId, { store, secrets, clock: { now: () => now }, transport: system.transport });
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
