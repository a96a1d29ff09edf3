import { AccessDenied, InvalidInput, ProviderUnavailable } from "../../domain/errors.ts";
import { epochMsOf } from "../../domain/time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { MailTransport } from "../../ports/mail-transport.ts";
import { signingKey } from "./config.ts";
import { signatureOf } from "./signature.ts";

/** Below what any function that sends has left. */
const DEADLINE_MS = 10_000;

export interface WebhookOptions {
  readonly clock: Pick<Clock, "now">;
  /** The secret that signs what is posted to this URL. @throws InvalidInput when the tenant names another by now */
  secretOf(url: string): Promise<string>;
  readonly deadlineMs?: number;
}

/**
 * Posts a message's text, which is JSON, signed as Standard Webhooks says. Every attempt at one message has the same
 * `webhook-id`, by which the receiver drops repeats. The proof is the receiver's 2xx. A redirect is a refusal: what is
 * signed for one address goes to no other.
 */
export function createWebhookTransport({ clock, secretOf, deadlineMs = DEADLINE_MS }: WebhookOptions): MailTransport {
  return {
    deliver: async ({ id, to, text }) => {
      const key = signingKey(await secretOf(to));
      const seconds = Math.floor(epochMsOf(clock.now()) / 1000);
      const answer = await fetch(to, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "user-agent": "Mastery",
          "webhook-id": id,
          "webhook-timestamp": String(seconds),
          "webhook-signature": signatureOf(key, id, seconds, text),
        },
        body: text,
        redirect: "manual",
        signal: AbortSignal.timeout(deadlineMs),
      }).catch((error: unknown) => {
        throw unreachable(error);
      });
      await answer.body?.cancel();
      if (!answer.ok) throw refusal(answer.status);
      return { by: "webhook", system: new URL(to).host, answer: String(answer.status), to, at: clock.now() };
    },
  };
}

function unreachable(error: unknown): ProviderUnavailable {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  const code = typeof cause?.code === "string" ? cause.code : error instanceof Error ? error.name : "unknown";
  const mayHaveArrived = code !== "ECONNREFUSED" && code !== "ENOTFOUND";
  const evidence = { provider: "webhook", providerCode: code, mayHaveArrived };
  return new ProviderUnavailable(`the webhook gave no answer (${code})`, evidence, { cause: error });
}

function refusal(status: number): Error {
  const evidence = { provider: "webhook", httpStatus: status, mayHaveArrived: false };
  if (status === 401 || status === 403)
    return new AccessDenied(`the webhook refuses our signature (${status}): compare the secrets`, evidence);
  if (status === 408 || status === 429)
    return new ProviderUnavailable(`the webhook refuses for now (${status})`, evidence);
  if (status >= 500)
    return new ProviderUnavailable(`the webhook failed (${status})`, { ...evidence, mayHaveArrived: true });
  const why = status < 400 ? "leads elsewhere, where nothing is sent" : "refuses the message";
  return new InvalidInput(`the webhook ${why} (${status}): mend notifications.webhook.url, or the receiver`, evidence);
}
