import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createSmtpTransport } from "../../src/connectors/mail/smtp.ts";
import type { Instant } from "../../src/domain/time.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { MailTransport } from "../../src/ports/mail-transport.ts";
import type { Run } from "../../src/stores/runs.ts";
import { countWaitingMail } from "../../src/stores/waiting-mail.ts";
import { arrivedFrom } from "../contract/arrived-mail.ts";
import { type SmtpInbox, startSmtpInbox } from "../contract/smtp-inbox.ts";
import { trailOf } from "./trail.ts";
import { inWorld, TENANT, type World } from "./world.ts";

const MINUTE_MS = 60_000;
const OPERATORS = "desk@msp.example";
const ana = {
  login: "ana@story.example",
  email: "ana@story.example",
  secondEmail: "ana@home.example",
  firstName: "Ana",
  lastName: "Silva",
};

/** A new hire whose manager gets a welcome note. */
async function hire(world: World): Promise<string> {
  const login = "boss@story.example";
  const boss = world.org.seedUser({ profile: { login, email: login, firstName: "B", lastName: "Oss" } });
  const userId = await world.admin.createUser({ ...ana, managerId: boss.id }, false);
  await world.settle();
  return userId;
}

const joinerOf = async (world: World, userId: string): Promise<Run | undefined> =>
  (await world.runs(userId)).findLast(({ machine }) => machine === "joiner");

async function pass(world: World, minutes: number): Promise<void> {
  await world.clock.advance(minutes * MINUTE_MS);
  await world.runtime.sweep();
  await world.settle();
}

/** The world's mail goes to an SMTP server that behaves as it is told. */
async function withInbox(story: (world: World, inbox: SmtpInbox) => Promise<void>): Promise<void> {
  const inbox = await startSmtpInbox();
  const mail = (clock: Pick<Clock, "now">): MailTransport =>
    createSmtpTransport({ url: inbox.url, from: "mastery@msp.example", clock });
  try {
    await inWorld({ mail, operators: OPERATORS }, (world) => story(world, inbox));
  } finally {
    await inbox.close();
  }
}

const arrivedFor = (inbox: SmtpInbox, address: string) =>
  inbox.accepted.map(arrivedFrom).filter(({ to }) => to === address);

it("writes the welcome note as a file, and is green because the file can be read back", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "mastery-mail-story-"));
  try {
    await inWorld({ dataDir }, async (world) => {
      const userId = await hire(world);
      expect(await joinerOf(world, userId)).toMatchObject({ status: "succeeded" });
      const [file, ...others] = readdirSync(join(dataDir, "mail"));
      expect(others).toEqual([]);
      const mail = arrivedFrom(readFileSync(join(dataDir, "mail", file!), "utf8"));
      expect(mail).toMatchObject({ to: "boss@story.example", subject: "Ana Silva can start", repeat: undefined });
      expect(await trailOf(world, userId)).toEqual([
        "mastery: joiner for linked: a new account in Okta; activate, welcome-manager",
        "mastery: joiner verified, 2 read back: joined",
      ]);
    });
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});

it("is not green while the file is gone again before it was read back", async () => {
  const forgetful = (clock: Pick<Clock, "now">): MailTransport => ({
    deliver: async ({ to }) => ({ by: "file", system: "mail", answer: "mail/gone.eml", to, at: clock.now() }),
    confirm: async () => false,
  });
  await inWorld({ mail: forgetful }, async (world) => {
    const userId = await hire(world);
    expect(await joinerOf(world, userId)).toMatchObject({ status: "failed", error: "VerificationFailed" });
    expect(await world.person(userId)).not.toMatchObject({ phase: "joined" });
  });
});

it("delivers the welcome note by SMTP, once", async () => {
  await withInbox(async (world, inbox) => {
    const userId = await hire(world);
    expect(await joinerOf(world, userId)).toMatchObject({ status: "succeeded" });
    await world.days(1);
    expect(arrivedFor(inbox, "boss@story.example")).toMatchObject([{ subject: "Ana Silva can start" }]);
  });
});

it("is not green while the mail server is down, and is once it is back", async () => {
  await withInbox(async (world, inbox) => {
    inbox.behaviour = "defer-recipient";
    const userId = await hire(world);
    expect(await joinerOf(world, userId)).toMatchObject({ status: "failed", error: "ProviderUnavailable" });
    inbox.behaviour = "accept";
    await pass(world, 6);
    expect(await joinerOf(world, userId)).toMatchObject({ status: "succeeded" });
    expect(arrivedFor(inbox, "boss@story.example")).toMatchObject([{ repeat: undefined }]);
    expect(await world.person(userId)).toMatchObject({ phase: "joined" });
    expect(await trailOf(world, userId)).toEqual([
      "mastery: joiner for linked: a new account in Okta; activate, welcome-manager",
      "mastery: failed: ProviderUnavailable",
      "mastery: joiner for linked: a joiner whose account is not complete; welcome-manager",
      "mastery: joiner verified, 1 read back: joined",
    ]);
  });
});

it("sends a second copy only after a lost answer, marked as one, and is green then", async () => {
  await withInbox(async (world, inbox) => {
    inbox.behaviour = "lose-the-answer";
    inbox.onAccepted = () => {
      inbox.behaviour = "accept";
    };
    const userId = await hire(world);
    expect(await joinerOf(world, userId)).toMatchObject({ status: "succeeded" });
    const copies = arrivedFor(inbox, "boss@story.example");
    expect(copies.map(({ repeat }) => repeat)).toEqual([undefined, "1"]);
    expect(new Set(copies.map(({ message }) => message)).size).toBe(1);
    expect(copies[1]?.text).toMatch(/^This may be a second copy/);
  });
});

it("fails with a clear error when the server refuses the manager's address, and says nothing of it", async () => {
  await withInbox(async (world, inbox) => {
    inbox.behaviour = "refuse-recipient";
    const userId = await hire(world);
    const run = await joinerOf(world, userId);
    expect(run).toMatchObject({
      status: "failed",
      error: "InvalidInput",
      cause: expect.stringContaining("the mail server refuses the recipient (550 5.1.1)"),
    });
    expect(run?.cause).not.toContain("boss");
    expect(await trailOf(world, userId)).toEqual([
      "mastery: joiner for linked: a new account in Okta; activate, welcome-manager",
      "mastery: failed: InvalidInput",
    ]);
  });
});

it("tells the operators of a note that was refused", async () => {
  await withInbox(async (world, inbox) => {
    inbox.refused.add("boss@story.example");
    await hire(world);
    expect(arrivedFor(inbox, "boss@story.example")).toEqual([]);
    expect(arrivedFor(inbox, OPERATORS)).toMatchObject([
      { subject: expect.stringMatching(/^Failed: /), text: expect.stringContaining("refuses the recipient") },
    ]);
  });
});

it("lets a leaver out although no mail can be delivered", async () => {
  const tasks = ["laptop", "badge"].map((key) => ({
    key,
    title: key,
    instructions: "Ask.",
    owner: OPERATORS,
    dueDays: 2,
  }));
  const down = (): MailTransport => createSmtpTransport({ ...NOWHERE, clock: { now: () => "" as Instant } });
  await inWorld({ mail: down, operators: OPERATORS, policy: { leaver: { tasks } } }, async (world) => {
    const profile = { login: "eli@story.example", email: "eli@story.example", firstName: "Eli", lastName: "Roe" };
    const { id } = world.org.seedUser({ profile });
    await world.orderLeave(id);
    await world.settle();
    expect((await world.runs(id)).findLast(({ machine }) => machine === "leaver")).toMatchObject({
      status: "succeeded",
    });
  });
});

it("delivers to the operators later what could not be delivered at once, and says until then that it waits", async () => {
  await withInbox(async (world, inbox) => {
    inbox.refused.add("boss@story.example");
    inbox.onRecipient = (address) => (address === OPERATORS ? "defer" : "accept");
    await hire(world);
    const count = () => countWaitingMail(world.runtime.deps.store, TENANT);
    expect(arrivedFor(inbox, OPERATORS)).toEqual([]);
    expect(await count()).toEqual({ undelivered: 2, waitingLinks: 0 });
    inbox.onRecipient = () => "accept";
    await pass(world, 1);
    expect(arrivedFor(inbox, OPERATORS)).toMatchObject([
      { subject: expect.stringMatching(/^Failed: /), repeat: undefined },
    ]);
    // The note belongs to the run: a sweep would say what may not be true any more.
    expect(arrivedFor(inbox, "boss@story.example")).toEqual([]);
    expect(await count()).toEqual({ undelivered: 1, waitingLinks: 0 });
    await pass(world, 1);
    expect(arrivedFor(inbox, OPERATORS)).toHaveLength(1);
  });
});

/** Nobody listens there. */
const NOWHERE = { url: "smtp://127.0.0.1:1", from: "mastery@msp.example" };
