import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSmtpTransport } from "../../src/connectors/mail/smtp.ts";
import { instantOf } from "../../src/domain/time.ts";
import { arrivedFrom } from "./arrived-mail.ts";
import { mailOf, mailTransportContract } from "./mail-transport.contract.ts";
import { type Behaviour, type SmtpInbox, startSmtpInbox } from "./smtp-inbox.ts";

const clock = { now: () => instantOf(1_772_000_000_000) };
const from = "mastery@msp.example";

mailTransportContract("SMTP", async () => {
  const inbox = await startSmtpInbox();
  return {
    transport: createSmtpTransport({ url: inbox.url, from, clock }),
    arrived: async () => inbox.accepted.map(arrivedFrom),
    close: inbox.close,
  };
});

describe("an SMTP server", () => {
  let inbox: SmtpInbox;
  const open = (url = inbox.url, deadlineMs = 15_000) => createSmtpTransport({ url, from, clock, deadlineMs });
  beforeEach(async () => {
    inbox = await startSmtpInbox();
  });
  afterEach(() => inbox.close());

  it("proves a delivery by its reply, with the id under which it queued the message", async () => {
    expect(await open().deliver(mailOf())).toEqual({
      by: "smtp",
      system: `127.0.0.1:${inbox.port}`,
      answer: "250 queued as 1",
      to: "boss@acme.example",
      at: clock.now(),
    });
    expect(inbox.accepted[0]).toMatch(/^Message-ID: <0123456789abcdef0123456789abcdef@msp\.example>\r?$/m);
  });

  it.each<[Behaviour, string, boolean]>([
    ["refuse-recipient", "InvalidInput", false],
    ["refuse-message", "InvalidInput", false],
    ["defer-recipient", "ProviderUnavailable", false],
    ["reset-before-acceptance", "ProviderUnavailable", true],
    ["lose-the-answer", "ProviderUnavailable", true],
    ["hang", "ProviderUnavailable", true],
  ])("that behaves as %s gives %s, and mayHaveArrived is %s", async (behaviour, name, mayHaveArrived) => {
    inbox.behaviour = behaviour;
    const delivery = open(inbox.url, behaviour === "hang" ? 1_000 : 15_000).deliver(mailOf());
    await expect(delivery).rejects.toMatchObject({ name, evidence: { provider: "smtp", mayHaveArrived } });
    await expect(delivery).rejects.toThrow(expect.objectContaining({ message: expect.not.stringContaining("acme") }));
    expect(inbox.accepted).toHaveLength(behaviour === "lose-the-answer" ? 1 : 0);
  });

  it("that is not there certainly got nothing", async () => {
    await inbox.close();
    await expect(open().deliver(mailOf())).rejects.toMatchObject({
      name: "ProviderUnavailable",
      evidence: { providerCode: "ESOCKET", mayHaveArrived: false },
    });
  });

  it("is logged in to with the credentials of the URL, and a wrong password is no outage", async () => {
    const locked = await startSmtpInbox({ login: { user: "mast@ery", password: "p:w/d" } });
    const urlWith = (password: string) => `smtp://mast%40ery:${encodeURIComponent(password)}@127.0.0.1:${locked.port}`;
    await open(urlWith("p:w/d")).deliver(mailOf());
    expect(locked.accepted).toHaveLength(1);
    const refused = open(urlWith("wrong")).deliver(mailOf());
    await expect(refused).rejects.toMatchObject({ name: "AccessDenied", evidence: { mayHaveArrived: false } });
    await expect(open(locked.url).deliver(mailOf())).rejects.toMatchObject({ name: "AccessDenied" });
    await locked.close();
  });

  it.each(["mail.example:25", "https://mail.example", "smtp://"])("is not named by %s", (url) => {
    expect(() => open(url)).toThrow("MASTERY_SMTP_URL must be smtp://");
  });
});
