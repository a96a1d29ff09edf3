import { createHash } from "node:crypto";
import * as z from "zod";
import { Instant } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import type { ItemStore } from "../ports/item-store.ts";
import type { Notification, Notifier } from "../ports/notifier.ts";
import type { SecretStore } from "../ports/secret-store.ts";
import { commit } from "./commit.ts";
import { indexPartitions, keys } from "./keys.ts";
import { everyItem, parseItem, putRecord, readRecord } from "./record.ts";

/** A notification that was handed over; the link that it carries is sealed among the tenant's secrets. */
export const OutboxMessage = z.strictObject({
  schemaVersion: z.literal(1),
  key: z.string(),
  to: z.string(),
  template: z.string(),
  subject: z.string(),
  text: z.string(),
  hasSecretLink: z.boolean(),
  at: Instant,
  /** Who read it out of the outbox, link included, and when. */
  taken: z.array(z.strictObject({ by: z.string(), at: Instant })).optional(),
});
export type OutboxMessage = z.infer<typeof OutboxMessage>;

/** Keys may be long: the store's are not. */
const shortKey = (key: string): string => createHash("sha256").update(key).digest("hex").slice(0, 40);

/** The name among the tenant's secrets of a message's one-time link. */
export const outboxSecretName = (key: string): string => `outbox-${shortKey(key)}`;

/** Notifications are handed to the tenant's durable outbox, from which they are delivered. */
export function createOutbox(tenantId: string, store: ItemStore, secrets: SecretStore, clock: Clock): Notifier {
  const keyOf = (key: string) => keys.outbox(tenantId, shortKey(key));
  return {
    send: async (notification: Notification) => {
      const { key, to, template, subject, text, secretLink } = notification;
      if (secretLink !== undefined) await secrets.write(tenantId, outboxSecretName(key), secretLink);
      await commit<void>(store, async () => {
        const read = await readRecord(store, keyOf(key), OutboxMessage);
        const isHandedOver = read?.value.to === to && secretLink === undefined;
        if (isHandedOver) return { writes: [], result: undefined };
        const at = clock.now();
        const hasSecretLink = secretLink !== undefined;
        // Who held the link before stays on record; it is void now, and the new one is untaken.
        const taken = read?.value.taken;
        const value = { schemaVersion: 1, key, to, template, subject, text, hasSecretLink, at, taken };
        return { writes: [putRecord(keyOf(key), value, read, listingOf(tenantId, value))], result: undefined };
      });
    },
    wasSent: async (key, to) => (await readRecord(store, keyOf(key), OutboxMessage))?.value.to === to,
  };
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
  const itemKey = keys.outbox(tenantId, shortKey(key));
  return commit<OutboxMessage | undefined>(store, async () => {
    const read = await readRecord(store, itemKey, OutboxMessage);
    if (!read) return { writes: [], result: undefined };
    const message = { ...read.value, taken: [...(read.value.taken ?? []), taking] };
    return { writes: [putRecord(itemKey, message, read, listingOf(tenantId, message))], result: message };
  });
}

const listingOf = (tenantId: string, { at, key }: Pick<OutboxMessage, "at" | "key">) => ({
  indexes: { listing: { partition: indexPartitions.outbox(tenantId), sort: `${at}#${shortKey(key)}` } },
});
