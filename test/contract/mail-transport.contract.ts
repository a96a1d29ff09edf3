/** What everything that delivers mail must do. Each adapter's test file calls `mailTransportContract`. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Mail, MailTransport } from "../../src/ports/mail-transport.ts";

/** What arrived, as far as every system can show it. */
export interface Arrived {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Values of the headers X-Mastery-Message and X-Mastery-Repeat. */
  readonly message: string | undefined;
  readonly repeat: string | undefined;
  readonly replyTo?: string | undefined;
}

export interface TransportUnderTest {
  readonly transport: MailTransport;
  arrived(): Promise<readonly Arrived[]>;
  close(): Promise<void>;
}

export const mailOf = (more: Partial<Mail> = {}): Mail => ({
  id: "0123456789abcdef0123456789abcdef",
  to: "boss@acme.example",
  subject: "Ana can start",
  text: "The account is ready.",
  isRepeat: false,
  ...more,
});

export function mailTransportContract(name: string, open: () => Promise<TransportUnderTest>): void {
  describe(`MailTransport by ${name}`, () => {
    let under: TransportUnderTest;
    beforeEach(async () => {
      under = await open();
    });
    afterEach(() => under?.close());

    test("delivers to the recipient, and gives the system's own answer for exactly them", async () => {
      const receipt = await under.transport.deliver(mailOf());
      expect(receipt).toMatchObject({ to: "boss@acme.example", at: expect.stringMatching(/Z$/) });
      expect(receipt.answer).not.toBe("");
      expect(await under.arrived()).toEqual([
        {
          to: "boss@acme.example",
          subject: "Ana can start",
          text: "The account is ready.",
          message: mailOf().id,
          repeat: undefined,
        },
      ]);
    });

    test("says where an answer goes", async () => {
      await under.transport.deliver(mailOf({ replyTo: "desk@msp.example" }));
      const [arrived] = await under.arrived();
      expect(arrived?.replyTo).toBe("desk@msp.example");
    });

    test("marks a repeat, as the same message", async () => {
      await under.transport.deliver(mailOf());
      await under.transport.deliver(mailOf({ isRepeat: true }));
      const [first, second] = await under.arrived();
      expect([first?.repeat, second?.repeat]).toEqual([undefined, "1"]);
      expect(second?.message).toBe(first?.message);
    });

    test("keeps long lines, other alphabets, dots and trailing blanks as they are", async () => {
      const text = `Zoë Ngāti — ${"long ".repeat(60)}\n.\n..two\n=3D is not an equals sign\ntrailing \nFrom here 😀`;
      await under.transport.deliver(mailOf({ subject: "Zoë Ngāti 😀 kann anfangen", text }));
      const [mail] = await under.arrived();
      expect(mail).toMatchObject({ subject: "Zoë Ngāti 😀 kann anfangen", text });
    });

    test.each(["a@acme.example, b@acme.example", "a@acme.example\r\nBcc: c@acme.example", "Boss <b@acme.example>", ""])(
      "refuses a recipient that is not one plain address, and does not repeat it: %j",
      async (to) => {
        const refusal = under.transport.deliver(mailOf({ to }));
        await expect(refusal).rejects.toMatchObject({ name: "InvalidInput", evidence: { mayHaveArrived: false } });
        await expect(refusal).rejects.toThrow(expect.objectContaining({ message: expect.not.stringContaining("@") }));
        expect(await under.arrived()).toEqual([]);
      },
    );

    test("lets no line break in a subject begin another header", async () => {
      await under.transport.deliver(mailOf({ subject: "Hello\r\nBcc: c@acme.example\r\n\r\nbody" }));
      const [mail, ...others] = await under.arrived();
      expect(others).toEqual([]);
      expect(mail?.text).toBe("The account is ready.");
      expect(mail?.subject).not.toMatch(/[\r\n]/);
    });

    test("confirms what it delivered, and nothing else, where it can be asked", async () => {
      const { transport } = under;
      if (!transport.confirm) return;
      const receipt = await transport.deliver(mailOf());
      expect(await transport.confirm(receipt, mailOf())).toBe(true);
      expect(await transport.confirm(receipt, mailOf({ text: "another text" }))).toBe(false);
      expect(await transport.confirm(receipt, mailOf({ to: "chief@acme.example" }))).toBe(false);
      expect(await transport.confirm({ ...receipt, answer: "mail/no-such.eml" }, mailOf())).toBe(false);
      expect(await transport.confirm({ ...receipt, answer: "../store.sqlite" }, mailOf())).toBe(false);
    });
  });
}
