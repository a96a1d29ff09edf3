/** Mail by Amazon SES. */
import { type SESv2Client, type SESv2ClientConfig, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { requireAddress } from "../connectors/mail/address.ts";
import { AccessDenied, InvalidInput, type MasteryError, ProviderUnavailable } from "../domain/errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { Mail, MailTransport } from "../ports/mail-transport.ts";
import { failureOf } from "./aws-errors.ts";

/** One try: a repeat by the SDK after a lost answer would be a second copy that nothing marks. */
export const SES_CONFIG: Pick<SESv2ClientConfig, "maxAttempts" | "requestHandler"> = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
};

export interface SesOptions {
  readonly client: SESv2Client;
  readonly from: string;
  readonly clock: Pick<Clock, "now">;
}

/**
 * The proof is the id that SES gives to what it has accepted; it tells nobody later what it sent. SES writes a
 * `Message-ID` of its own, so ours travels as `X-Mastery-Message`.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
export function createSesTransport({ client, from, clock }: SesOptions): MailTransport {
  return {
    deliver: async (mail) => {
      requireAddress(mail.to);
      const { MessageId } = await client.send(commandOf(mail, from)).catch((error: unknown) => {
        throw sesError(error);
      });
      if (MessageId === undefined || MessageId === "")
        throw new ProviderUnavailable("SES gave no message id", { provider: "ses", mayHaveArrived: true });
      const region = await client.config.region();
      return { by: "ses", system: region, answer: MessageId, to: mail.to, at: clock.now() };
    },
  };
}

function commandOf({ id, to, replyTo, subject, text, isRepeat }: Mail, from: string): SendEmailCommand {
  const headers = { "X-Mastery-Message": id, ...(isRepeat ? { "X-Mastery-Repeat": "1" } : {}) };
  return new SendEmailCommand({
    FromEmailAddress: from,
    Destination: { ToAddresses: [to] },
    ...(replyTo === undefined ? {} : { ReplyToAddresses: [replyTo] }),
    Content: {
      Simple: {
        Subject: { Data: subject.replace(/[\r\n]+/g, " "), Charset: "UTF-8" },
        Body: { Text: { Data: text, Charset: "UTF-8" } },
        Headers: Object.entries(headers).map(([Name, Value]) => ({ Name, Value })),
      },
    },
  });
}

const ACCESS = new Set(["MailFromDomainNotVerifiedException", "AccountSuspendedException"]);
/** SES is out of reach for the account or for now, or asks us to slow down: nothing was accepted. */
const LATER = new Set([
  "TooManyRequestsException",
  "LimitExceededException",
  "ThrottlingException",
  "SendingPausedException",
]);

/** SES's own words stay in `cause` alone: they name addresses. */
function sesError(error: unknown): MasteryError {
  const { name, httpStatus, requestId } = failureOf(error);
  const isRefused = httpStatus !== undefined && httpStatus >= 400 && httpStatus < 500;
  const evidence = {
    provider: "ses",
    providerCode: name,
    mayHaveArrived: !isRefused,
    ...(httpStatus !== undefined && { httpStatus }),
    ...(requestId !== undefined && { requestId }),
  };
  const options = { cause: error };
  if (ACCESS.has(name) || httpStatus === 401 || httpStatus === 403)
    return new AccessDenied(`SES does not let this role or sender send (${name})`, evidence, options);
  // https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html
  if (name === "MessageRejected" && error instanceof Error && /not verified/i.test(error.message))
    return new AccessDenied(
      "SES has not verified the sender's address, or the account is in SES's sandbox",
      evidence,
      options,
    );
  if (isRefused && !LATER.has(name) && httpStatus !== 429)
    return new InvalidInput(`SES refuses this message, its sender or its recipient (${name})`, evidence, options);
  return new ProviderUnavailable(`SES did not accept the message (${name})`, evidence, options);
}
