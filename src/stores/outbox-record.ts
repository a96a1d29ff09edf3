import { createHash } from "node:crypto";
import * as z from "zod";
import { Instant } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import type { ItemStore, Write } from "../ports/item-store.ts";
import type { DeliveryReceipt } from "../ports/mail-transport.ts";
import type { SecretStore } from "../ports/secret-store.ts";
import { commit } from "./commit.ts";
import { indexPartitions, keys } from "./keys.ts";
import { everyItem, parseItem, putRecord, readRecord } from "./record.ts";
import { waitingKey } from "./waiting-mail.ts";

const Receipt = z.strictObject({
  by: z.enum(["file", "smtp", "ses", "webhook"]),
  system: z.string(),
  answer: z.string(),
  to: z.string(),
  at: Instant,
}) satisfies z.ZodType<DeliveryReceipt>;

const Attempt = z.strictObject({
  at: Instant,
  /** `begun` without an end: the process died. Neither that nor `unknown` rules out that the message arrived. */
  outcome: z.enum(["begun", "delivered", "refused", "unknown"]),
  isRepeat: z.boolean(),
  /** Name and message of an error of the family: no personal data. */
  error: z.string().optional(),
});
export type Attempt = z.infer<typeof Attempt>;

/** A notification, what was done to deliver it, and what the delivering system answered. */
export const OutboxMessage = z.object({
  schemaVersion: z.literal(1),
  key: z.string(),
  to: z.string(),
  replyTo: z.string().optional(),
  template: z.string(),
  subject: z.string(),
  text: z.string(),
  /** The link is sealed among the tenant's secrets, and takes the place of `{link}` in the text that is sent. */
  hasSecretLink: z.boolean(),
  /** When somebody used the link; it is forgotten then. */
  linkUsedAt: Instant.optional(),
  at: Instant,
  /** The last ones. */
  attempts: z.array(Attempt).default([]),
  /** Whoever attempts a delivery has it for itself until then. */
  claimedUntil: Instant.optional(),
  /** The delivering system's own answer; without one the message is undelivered. */
  receipt: Receipt.optional(),
  /** Who read it out of the outbox, link included, and when. */
  taken: z.array(z.strictObject({ by: z.string(), at: Instant })).optional(),
});
export type OutboxMessage = z.infer<typeof OutboxMessage>;

/** Keys may be long: the store's are not. */
const shortKey = (key: string): string => createHash("sha256").update(key).digest("hex").slice(0, 40);

/** The name among the tenant's secrets of a message's one-time link. */
export const outboxSecretName = (key: string): string => `outbox-${shortKey(key)}`;

export const readMessage = (store: ItemStore, tenantId: string, key: string) =>
  readRecord(store, keys.outbox(tenantId, shortKey(key)), OutboxMessage);

/** The put of a message with the index entries that follow from it. */
export function putMessage(
  tenantId: string,
  message: OutboxMessage,
  read: { readonly version: number } | undefined,
): Write {
  const short = shortKey(message.key);
  const listing = { partition: indexPartitions.outbox(tenantId), sort: `${message.at}#${short}` };
  const waiting = waitingKey(tenantId, short, message);
  const indexes = waiting === undefined ? { listing } : { listing, ready: waiting };
  return putRecord(keys.outbox(tenantId, short), message, read, { indexes });
}

/** All of the tenant's messages, newest first. The index may lag. */
export async function listOutbox(store: ItemStore, tenantId: string): Promise<readonly OutboxMessage[]> {
  const messages: OutboxMessage[] = [];
  const range = { descending: true } as const;
  for await (const item of everyItem((after) =>
    store.queryIndex("listing", indexPartitions.outbox(tenantId), after === undefined ? range : { ...range, after }),
  ))
    messages.push(parseItem(item, OutboxMessage));
  return messages;
}

/** Writes down who took a message out, and gives it. Undefined when there is none with this key. */
export function takeFromOutbox(
  store: ItemStore,
  tenantId: string,
  key: string,
  taking: { readonly by: string; readonly at: Instant },
): Promise<OutboxMessage | undefined> {
  return commit<OutboxMessage | undefined>(store, async () => {
    const read = await readMessage(store, tenantId, key);
    if (!read) return { writes: [], result: undefined };
    const message = { ...read.value, taken: [...(read.value.taken ?? []), taking] };
    return { writes: [putMessage(tenantId, message, read)], result: message };
  });
}

/** The link of a message was used: nobody waits for it any more, and it is forgotten. */
export async function settleLink(
  {
    store,
    secrets,
    clock,
  }: { readonly store: ItemStore; readonly secrets: SecretStore; readonly clock: Pick<Clock, "now"> },
  tenantId: string,
  key: string,
): Promise<void> {
  await commit<void>(store, async () => {
    const read = await readMessage(store, tenantId, key);
    if (!read) return { writes: [], result: undefined };
    return { writes: [putMessage(tenantId, { ...read.value, linkUsedAt: clock.now() }, read)], result: undefined };
  });
  await secrets.remove(tenantId, outboxSecretName(key));
}
