import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { createSesTransport, SES_CONFIG } from "../../../src/aws/ses-mail-transport.ts";
import { instantOf } from "../../../src/domain/time.ts";
import { mailOf, mailTransportContract } from "../../contract/mail-transport.contract.ts";

const client = new SESv2Client({ region: "eu-west-1", ...SES_CONFIG });
const ses = mockClient(client);
const transport = createSesTransport({
  client,
  from: "mastery@msp.example",
  clock: { now: () => instantOf(1_772_000_000_000) },
});
const inputs = () => ses.commandCalls(SendEmailCommand).map(({ args: [{ input }] }) => input);
beforeEach(() => {
  ses.reset();
  ses.on(SendEmailCommand).resolves({ MessageId: "0100-ses" });
});

mailTransportContract("SES", async () => ({
  transport,
  arrived: async () =>
    inputs().map(({ Destination, Content, ReplyToAddresses }) => {
      const header = (name: string) => Content?.Simple?.Headers?.find(({ Name }) => Name === name)?.Value;
      return {
        to: (Destination?.ToAddresses ?? []).join(),
        subject: Content?.Simple?.Subject?.Data ?? "",
        text: Content?.Simple?.Body?.Text?.Data ?? "",
        message: header("X-Mastery-Message"),
        repeat: header("X-Mastery-Repeat"),
        ...(ReplyToAddresses ? { replyTo: ReplyToAddresses.join() } : {}),
      };
    }),
  close: async () => {},
}));

describe("SES", () => {
  it("proves a delivery by the id that it gave", async () => {
    expect(await transport.deliver(mailOf({ replyTo: "help@msp.example" }))).toEqual({
      by: "ses",
      system: "eu-west-1",
      answer: "0100-ses",
      to: "boss@acme.example",
      at: "2026-02-25T06:13:20.000Z",
    });
    expect(inputs()[0]).toMatchObject({
      FromEmailAddress: "mastery@msp.example",
      ReplyToAddresses: ["help@msp.example"],
    });
  });

  it("that has not verified the sender says so, instead of blaming the message", async () => {
    const failure = Object.assign(new Error("Email address is not verified. ... mastery@msp.example"), {
      name: "MessageRejected",
      $metadata: { httpStatusCode: 400 },
    });
    ses.on(SendEmailCommand).rejects(failure);
    await expect(transport.deliver(mailOf())).rejects.toMatchObject({
      name: "AccessDenied",
      message: "SES has not verified the sender's address, or the account is in SES's sandbox",
    });
  });

  it("is asked once: a second copy is never sent without a mark", () => {
    expect(SES_CONFIG.maxAttempts).toBe(1);
  });

  it.each([
    ["MessageRejected", 400, "InvalidInput", false],
    ["MailFromDomainNotVerifiedException", 400, "AccessDenied", false],
    ["AccessDeniedException", 403, "AccessDenied", false],
    ["ExpiredTokenException", 403, "AccessDenied", false],
    ["TooManyRequestsException", 429, "ProviderUnavailable", false],
    ["SendingPausedException", 400, "ProviderUnavailable", false],
    ["InternalFailure", 500, "ProviderUnavailable", true],
    ["TimeoutError", undefined, "ProviderUnavailable", true],
  ])("that answers %s (%s) gives %s, and mayHaveArrived is %s", async (name, httpStatusCode, ours, mayHaveArrived) => {
    const failure = Object.assign(new Error("boss@acme.example is bad"), { name, $metadata: { httpStatusCode } });
    ses.on(SendEmailCommand).rejects(failure);
    const delivery = transport.deliver(mailOf());
    await expect(delivery).rejects.toMatchObject({ name: ours, evidence: { provider: "ses", mayHaveArrived } });
    await expect(delivery).rejects.toThrow(expect.objectContaining({ message: expect.not.stringContaining("acme") }));
  });
});
