import { createHash } from "node:crypto";
import { AccessDenied, MasteryError, ProviderUnavailable } from "../domain/errors.ts";
import { addMs, type Instant } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import type { ItemStore } from "../ports/item-store.ts";
import type { DeliveryReceipt, Mail, MailTransport } from "../ports/mail-transport.ts";
import type { Notification, Notifier } from "../ports/notifier.ts";
import type { SecretStore } from "../ports/secret-store.ts";
import { commit } from "./commit.ts";
import { indexPartitions } from "./keys.ts";
import { type Attempt, OutboxMessage, outboxSecretName, putMessage, readMessage } from "./outbox-record.ts";
import { parseItem } from "./record.ts";
import { dueRange } from "./waiting-mail.ts";

/** Longer than any transport takes; an attempt that is older belongs to a process that died. */
const CLAIM_MS = 30_000;
const ATTEMPTS_KEPT = 20;
/** In one minute; the sweep has two. */
const REDELIVERED_AT_ONCE = 20;
const SECOND_COPY = "This may be a second copy of a message that you have: the answer to the first one was lost.\n\n";

export interface OutboxParts {
  readonly store: ItemStore;
  readonly secrets: SecretStore;
  readonly clock: Pick<Clock, "now">;
  readonly transport: MailTransport;
  /** What posts to the tenant's webhook. */
  readonly webhook: MailTransport;
}

/** Addresses of people have no scheme. */
const isWebhook = (to: string): boolean => /^https?:\/\//.test(to);

/**
 * Notifications are written down, delivered under a claim, and counted as sent when the delivering system has said so.
 * An attempt whose answer was lost is repeated as what it may be: a second copy.
 */
export function createOutbox(tenantId: string, parts: OutboxParts): Notifier {
  const { store, secrets, clock } = parts;
  const transportTo = (to: string): MailTransport => (isWebhook(to) ? parts.webhook : parts.transport);

  const findMessage = async (key: string, to: string): Promise<OutboxMessage | undefined> => {
    const found = (await readMessage(store, tenantId, key))?.value;
    return found?.to === to ? found : undefined;
  };

  /** The link is put in here, and nowhere that is stored. */
  const mailOf = async (message: OutboxMessage, isRepeat: boolean): Promise<Mail> => {
    const { key, to, replyTo, subject, hasSecretLink } = message;
    const link = hasSecretLink ? ((await secrets.read(tenantId, outboxSecretName(key))) ?? "") : "";
    const text = message.text.replaceAll("{link}", () => link);
    // A system knows a repeat by its id; people are told.
    const body = isRepeat && !isWebhook(to) ? `${SECOND_COPY}${text}` : text;
    return { id: idOf(tenantId, message), to, ...(replyTo ? { replyTo } : {}), subject, text: body, isRepeat };
  };

  const isConfirmed = async (message: OutboxMessage): Promise<boolean> => {
    const { receipt, to } = message;
    const transport = transportTo(to);
    if (receipt?.to !== to) return false;
    // After the link was used it is forgotten, so that the mail cannot be compared any more: it has arrived.
    if (!transport.confirm || message.linkUsedAt !== undefined) return true;
    return transport.confirm(receipt, await mailOf(message, wasRepeat(message)));
  };

  const deliver = async (message: OutboxMessage): Promise<void> => {
    const isRepeat = message.attempts.at(-1)?.isRepeat ?? false;
    try {
      const receipt = await transportTo(message.to).deliver(await mailOf(message, isRepeat));
      await end(message, { outcome: "delivered" }, receipt);
    } catch (error) {
      await end(message, failureOf(error)).catch(() => undefined); // the delivery's own error tells more
      throw error;
    }
  };

  /** Writes down how the attempt ended that this process began. */
  const end = (
    { key, attempts }: OutboxMessage,
    ending: Pick<Attempt, "outcome" | "error">,
    receipt?: DeliveryReceipt,
  ): Promise<void> =>
    commit<void>(store, async () => {
      const read = await readMessage(store, tenantId, key);
      if (!read) return { writes: [], result: undefined };
      const { claimedUntil, ...rest } = read.value;
      const begunAt = attempts.at(-1)?.at;
      const ours = rest.attempts.findLastIndex(({ at, outcome }) => at === begunAt && outcome === "begun");
      const ended = rest.attempts.map((attempt, n) => (n === ours ? { ...attempt, ...ending } : attempt));
      const value = { ...rest, attempts: ended, ...(receipt === undefined ? {} : { receipt }) };
      return { writes: [putMessage(tenantId, value, read)], result: undefined };
    });

  const send: Notifier["send"] = async (notification) => {
    const { key, to, secretLink } = notification;
    const found = await findMessage(key, to);
    if (secretLink !== undefined) await secrets.write(tenantId, outboxSecretName(key), secretLink);
    if (found && secretLink === undefined && (await isConfirmed(found))) return;
    // What is not confirmed any more, or has a new link, goes out once more.
    const lost = found?.receipt?.answer;
    const message = await claim({ tenantId, notification, store, now: clock.now(), lost });
    if (message !== "delivered") await deliver(message);
  };

  return {
    send,
    redeliver: () => redeliver(tenantId, { store, clock, transportTo, send }),
    wasSent: async (key, to) => {
      const found = await findMessage(key, to);
      return found !== undefined && (await isConfirmed(found));
    },
  };
}

/** What is due again. Written down on each message; how many were delivered. */
async function redeliver(
  tenantId: string,
  {
    store,
    clock,
    transportTo,
    send,
  }: Pick<OutboxParts, "store" | "clock"> & Pick<Notifier, "send"> & { transportTo(to: string): MailTransport },
): Promise<number> {
  const range = { ...dueRange(clock.now()), limit: REDELIVERED_AT_ONCE };
  const { items } = await store.queryIndex("ready", indexPartitions.waitingMail(tenantId), range);
  // A server that is away is away for its other messages too: the next minute tries.
  const away = new Set<MailTransport>();
  let delivered = 0;
  for (const item of items) {
    const { template, replyTo, ...rest } = parseItem(item, OutboxMessage);
    const transport = transportTo(rest.to);
    if (away.has(transport)) continue;
    try {
      await send({ ...rest, ...(replyTo ? { replyTo } : {}), template: template as Notification["template"] });
      delivered += 1;
    } catch (error) {
      if (!(error instanceof MasteryError)) throw error;
      if (error instanceof ProviderUnavailable || error instanceof AccessDenied) away.add(transport);
    }
  }
  return delivered;
}

interface Claim {
  readonly tenantId: string;
  readonly notification: Notification;
  readonly store: ItemStore;
  readonly now: Instant;
  /** The answer on the receipt that does not count any more. */
  readonly lost: string | undefined;
}

/** Begins an attempt that nobody else may begin for a while. @throws ProviderUnavailable while another one runs. */
function claim({ tenantId, notification, store, now, lost }: Claim): Promise<OutboxMessage | "delivered"> {
  return commit<OutboxMessage | "delivered">(store, async () => {
    const read = await readMessage(store, tenantId, notification.key);
    const { key, to, replyTo, template, subject, text, secretLink } = notification;
    // Another recipient: another message.
    const before = read?.value.to === to ? read.value : undefined;
    const isDelivered = before?.receipt !== undefined && before.receipt.answer !== lost;
    if (before?.claimedUntil !== undefined && before.claimedUntil > now && !isDelivered)
      throw new ProviderUnavailable("another process is delivering this message; look again in half a minute");
    const message: OutboxMessage = {
      schemaVersion: 1,
      ...{ key, to, template, subject, text, hasSecretLink: secretLink !== undefined },
      ...(replyTo ? { replyTo } : {}),
      at: secretLink !== undefined || !before ? now : before.at,
      attempts: before?.attempts ?? [],
      // Who held the link before stays on record; it is void now, and the new one is untaken.
      ...(read?.value.taken === undefined ? {} : { taken: read.value.taken }),
    };
    if (isDelivered) return { writes: [], result: "delivered" };
    const isRepeat = lost !== undefined || message.attempts.some(({ outcome }) => mayHaveArrived(outcome));
    const attempt: Attempt = { at: now, outcome: "begun", isRepeat };
    const begun: OutboxMessage = {
      ...message,
      attempts: [...message.attempts, attempt].slice(-ATTEMPTS_KEPT),
      claimedUntil: addMs(now, CLAIM_MS),
    };
    return { writes: [putMessage(tenantId, begun, read)], result: begun };
  });
}

const mayHaveArrived = (outcome: Attempt["outcome"]): boolean => outcome === "begun" || outcome === "unknown";

const wasRepeat = ({ attempts }: OutboxMessage): boolean =>
  attempts.findLast(({ outcome }) => outcome === "delivered")?.isRepeat ?? false;

function failureOf(error: unknown): Pick<Attempt, "outcome" | "error"> {
  if (!(error instanceof MasteryError)) return { outcome: "unknown", error: "an unexpected failure" };
  const isCertain = error.evidence["mayHaveArrived"] === false;
  return { outcome: isCertain ? "refused" : "unknown", error: `${error.name}: ${error.message}` };
}

/** The same for the same message to the same recipient. */
function idOf(tenantId: string, { key, to }: OutboxMessage): string {
  return createHash("sha256")
    .update(JSON.stringify([tenantId, key, to]))
    .digest("hex")
    .slice(0, 32);
}
