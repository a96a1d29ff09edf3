import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import type { ItemStore, Write } from "../ports/item-store.ts";
import { keys } from "./keys.ts";
import { putRecord, readRecord } from "./record.ts";

/** `<tenant>.<32 hexadecimal digits>`: holds its tenant, and 128 random bits that nobody guesses. */
export const HookId = z.string().regex(/^[a-z0-9][a-z0-9-]{1,30}\.[0-9a-f]{32}$/);

/** What the hook's ingress needs, and no more: it never reads the tenant's config. */
export const HookRecord = z.strictObject({
  schemaVersion: z.literal(1),
  tenantId: z.string(),
  hookId: HookId,
  salt: z.string(),
  /** HMAC-SHA256 of the secret under the salt, hexadecimal. */
  secretHash: z.string(),
  /** Ids under which our own writes come back: OAuth client id, API token id. */
  ownActors: z.array(z.string()),
});
export type HookRecord = z.infer<typeof HookRecord>;

const tenantOf = (hookId: string): string => hookId.slice(0, hookId.indexOf("."));
const hash = (secret: string, salt: string): Buffer => createHmac("sha256", salt).update(secret, "utf8").digest();

/** Undefined for an id that is malformed or unknown. */
export async function readHook(store: Pick<ItemStore, "get">, hookId: string): Promise<HookRecord | undefined> {
  if (!HookId.safeParse(hookId).success) return undefined;
  return (await readRecord(store, keys.hook(tenantOf(hookId), hookId), HookRecord))?.value;
}

/** Compares in constant time; an unknown hook costs the same as a wrong secret. */
export function secretMatches(hook: HookRecord | undefined, secret: string): boolean {
  const expected = hook ? Buffer.from(hook.secretHash, "hex") : hash("no hook", "no salt");
  const given = hash(secret, hook?.salt ?? "no salt either");
  return timingSafeEqual(expected, given) && hook !== undefined;
}

/** The put that makes a hook with this secret known. */
export async function hookWrite(
  store: ItemStore,
  hook: { tenantId: string; hookId: string; secret: string; ownActors: readonly string[] },
): Promise<Write> {
  const { tenantId, hookId, secret, ownActors } = hook;
  const salt = randomBytes(16).toString("hex");
  const secretHash = hash(secret, salt).toString("hex");
  const key = keys.hook(tenantId, hookId);
  const read = await readRecord(store, key, HookRecord);
  return putRecord(key, { schemaVersion: 1, tenantId, hookId, salt, secretHash, ownActors }, read);
}
