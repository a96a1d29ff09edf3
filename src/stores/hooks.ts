import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { Instant } from "../domain/time.ts";
import type { ItemStore, Write } from "../ports/item-store.ts";
import { commit } from "./commit.ts";
import { keys } from "./keys.ts";
import { putRecord, readRecord } from "./record.ts";

/** `<tenant>.<32 hexadecimal digits>`: holds its tenant, and 128 random bits that nobody guesses. */
export const HookId = z.string().regex(/^[a-z0-9][a-z0-9-]{1,30}\.[0-9a-f]{32}$/);

/** HMAC-SHA256 of a secret under a salt of its own, hexadecimal. */
const KeyedHash = z.strictObject({ salt: z.string(), secretHash: z.string() });
type KeyedHash = z.infer<typeof KeyedHash>;

/** What the hook's ingress needs, and no more: it never reads the tenant's config. */
export const HookRecord = KeyedHash.extend({
  schemaVersion: z.literal(1),
  tenantId: z.string(),
  hookId: HookId,
  /** The secret before, still taken. Without `until` nobody has seen yet that Okta sends the new one. */
  previous: KeyedHash.extend({ until: Instant.optional() }).optional(),
  /** Ids under which our own writes come back: OAuth client id, API token id. */
  ownActors: z.array(z.string()),
  /** Such ids that the config does not tell and that were seen in the org. */
  learnedActors: z.array(z.string()).optional(),
  /** Host of the org that may send; missing for the emulator, whose address changes with every start. */
  orgHost: z.string().optional(),
  /** Further hosts of the same org: a custom domain has another one beside it. */
  orgAliases: z.array(z.string()).optional(),
});
export type HookRecord = z.infer<typeof HookRecord>;

const NOBODY = "TENANT#-#";

const tenantOf = (hookId: string): string => hookId.slice(0, hookId.indexOf("."));
const hash = (secret: string, salt: string): Buffer => createHmac("sha256", salt).update(secret, "utf8").digest();

/** Undefined for an id that is malformed or unknown; both cost one read, as a known one does. */
export async function readHook(store: Pick<ItemStore, "get">, hookId: string): Promise<HookRecord | undefined> {
  if (HookId.safeParse(hookId).success)
    return (await readRecord(store, keys.hook(tenantOf(hookId), hookId), HookRecord))?.value;
  await store.get({ partition: `${NOBODY}HOOK#`, sort: "HOOK" });
  return undefined;
}

/**
 * Which of the hook's live secrets was given. Compares in constant time, and always twice: an unknown hook, one with two
 * secrets and a wrong secret cost the same.
 */
export function secretMatches(
  hook: HookRecord | undefined,
  secret: string,
  now: Instant,
): "current" | "previous" | undefined {
  const isCurrent = isHashOf(hook, secret);
  const isPrevious = isHashOf(hook && livePrevious(hook, now), secret);
  if (isCurrent) return "current";
  return isPrevious ? "previous" : undefined;
}

function isHashOf(hashed: KeyedHash | undefined, secret: string): boolean {
  const expected = hashed ? Buffer.from(hashed.secretHash, "hex") : hash("no hook", "no salt");
  const given = hash(secret, hashed?.salt ?? "no salt either");
  return timingSafeEqual(expected, given) && hashed !== undefined;
}

/** The secret before, if it is still taken. */
export function livePrevious({ previous }: HookRecord, now: Instant): HookRecord["previous"] {
  return previous?.until !== undefined && previous.until <= now ? undefined : previous;
}

/** True unless the envelope's `source` names another org's host; what names none says nothing. */
export function mayComeFrom(hook: HookRecord, source: string | null | undefined): boolean {
  if (hook.orgHost === undefined || source === undefined || source === null || source === "") return true;
  if (!URL.canParse(source)) return false;
  return [hook.orgHost, ...(hook.orgAliases ?? [])].includes(new URL(source).host.toLowerCase());
}

/**
 * The put that makes a hook with this secret known. Another secret than before leaves two that work: the old one too, or,
 * where a change-over has not ended, the one from before it, since Okta may still hold that.
 */
export async function hookWrite(
  store: ItemStore,
  hook: {
    tenantId: string;
    hookId: string;
    secret: string;
    ownActors: readonly string[];
    orgHost?: string | undefined;
    now: Instant;
  },
): Promise<Write> {
  const { tenantId, hookId, secret, ownActors, orgHost, now } = hook;
  const key = keys.hook(tenantId, hookId);
  const read = await readRecord(store, key, HookRecord);
  const before = read?.value;
  const { learnedActors, orgAliases } = before ?? {};
  const isSameOrg = before?.orgHost === orgHost;
  const value = {
    ...{ schemaVersion: 1, tenantId, hookId, ownActors, orgHost, learnedActors },
    ...(isSameOrg ? { orgAliases } : {}),
    ...secretsAfter(before, secret, now),
  };
  return putRecord(key, value, read);
}

function secretsAfter(before: HookRecord | undefined, secret: string, now: Instant) {
  const live = before && livePrevious(before, now);
  if (before && isHashOf(before, secret)) return { ...hashedPart(before), previous: live };
  const salt = randomBytes(16).toString("hex");
  const current = { salt, secretHash: hash(secret, salt).toString("hex") };
  if (!before) return current;
  return { ...current, previous: live !== undefined && live.until === undefined ? live : hashedPart(before) };
}

const hashedPart = ({ salt, secretHash }: HookRecord): KeyedHash => ({ salt, secretHash });

/** Changes a hook's record by what it holds now; undefined when there is none. */
export function changeHook(
  store: ItemStore,
  { tenantId, hookId }: { readonly tenantId: string; readonly hookId: string },
  change: (hook: HookRecord) => HookRecord,
): Promise<HookRecord | undefined> {
  return commit<HookRecord | undefined>(store, async () => {
    const key = keys.hook(tenantId, hookId);
    const read = await readRecord(store, key, HookRecord);
    if (!read) return { writes: [], result: undefined };
    const next = change(read.value);
    return { writes: [putRecord(key, next, read)], result: next };
  });
}

/** Makes a hook unknown. */
export function removeHookRecord(store: ItemStore, tenantId: string, hookId: string): Promise<void> {
  return commit<void>(store, async () => {
    const key = keys.hook(tenantId, hookId);
    const read = await readRecord(store, key, HookRecord);
    const writes: readonly Write[] = read ? [{ kind: "delete", key, when: { version: read.version } }] : [];
    return { writes, result: undefined };
  });
}
