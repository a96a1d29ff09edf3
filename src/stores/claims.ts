import { createHash } from "node:crypto";
import * as z from "zod";
import { addMs, epochMsOf, Instant } from "../domain/time.ts";
import type { Ids } from "../ports/ids.ts";
import type { ItemKey, ItemStore, Write } from "../ports/item-store.ts";
import { auditWrites } from "./audit.ts";
import { commit } from "./commit.ts";
import { indexPartitions, keys } from "./keys.ts";
import { leaseCheck } from "./mailbox.ts";
import { putRecord, readRecord } from "./record.ts";

const DAY_MS = 86_400_000;
export const CLAIM_DAYS = 14;
/** A used claim is remembered for as long again, so that a second use is told apart from a mistyped address. */
const REMEMBERED_DAYS = 28;
/** Longer than Okta is waited for. Who died while using a claim has left it usable. */
const IN_USE_MS = 60_000;

/** `<tenant>.<32 hexadecimal digits>`: holds its tenant, and 128 random bits that nobody guesses. */
const ClaimId = z.string().regex(/^[a-z0-9][a-z0-9-]{1,30}\.[0-9a-f]{32}$/);

/** The right to fetch one first credential, once. The store holds a hash of its id, so a look at it gives no claim. */
export const Claim = z.strictObject({
  schemaVersion: z.literal(1),
  hash: z.string(),
  tenantId: z.string(),
  personKey: z.string(),
  accountId: z.string(),
  /** The notification that carries the link. */
  message: z.string(),
  execution: z.string(),
  mintedAt: Instant,
  expiresAt: Instant,
  inUseSince: Instant.optional(),
  usedAt: Instant.optional(),
});
export type Claim = z.infer<typeof Claim>;

/** Which claim of a person is the valid one. */
const Pointer = z.strictObject({ schemaVersion: z.literal(1), hash: z.string() });

/** 128 random bits need no salt and no slow hash. */
const hashOf = (claimId: string): string => createHash("sha256").update(claimId).digest("hex");

function putClaim(claim: Claim, read: { readonly version: number } | undefined): Write {
  const { tenantId, hash, mintedAt } = claim;
  const listing = { partition: indexPartitions.claims(tenantId), sort: `${mintedAt}#${hash}` };
  const expiresAt = Math.floor(epochMsOf(mintedAt) / 1000) + (REMEMBERED_DAYS * DAY_MS) / 1000;
  return putRecord(keys.claim(tenantId, hash), claim, read, { indexes: { listing }, expiresAt });
}

/** A new claim for the person, and its id; one that was given out before becomes void. @throws Superseded */
export async function mintClaim(
  store: ItemStore,
  claim: Pick<Claim, "tenantId" | "personKey" | "accountId" | "message" | "execution"> & { readonly now: Instant },
  ids: Pick<Ids, "hex">,
): Promise<string> {
  const { now, ...of } = claim;
  const { tenantId, personKey, execution } = of;
  const claimId = `${tenantId}.${ids.hex(16)}`;
  const hash = hashOf(claimId);
  await commit<void>(store, async () => {
    const pointerKey = keys.claimOf(tenantId, personKey);
    const pointer = await readRecord(store, pointerKey, Pointer);
    const formerKey = pointer && keys.claim(tenantId, pointer.value.hash);
    const former = formerKey && (await readRecord(store, formerKey, Claim));
    const minted: Claim = { schemaVersion: 1, ...of, hash, mintedAt: now, expiresAt: addMs(now, CLAIM_DAYS * DAY_MS) };
    const writes: Write[] = [
      await leaseCheck(store, tenantId, personKey, execution),
      putClaim(minted, undefined),
      putRecord(pointerKey, { schemaVersion: 1, hash }, pointer),
    ];
    // A used one stays, so that its second use is noticed.
    if (formerKey && former && former.value.usedAt === undefined) writes.push(deletion(formerKey, former.version));
    return { writes, result: undefined };
  });
  return claimId;
}

const deletion = (key: ItemKey, version: number): Write => ({ kind: "delete", key, when: { version } });

/** What comes of somebody who wants to use a claim. */
export type Opening =
  | { readonly state: "open"; readonly claim: Claim }
  | { readonly state: "used"; readonly claim: Claim }
  | { readonly state: "in-use" }
  /** Malformed, mistyped, expired or replaced: nobody is told which. */
  | { readonly state: "unknown" };

/** Marks a claim as being used, so that nobody else uses it meanwhile; `spendClaim` or `closeClaim` ends that. */
export async function openClaim(store: ItemStore, claimId: string, now: Instant): Promise<Opening> {
  if (!ClaimId.safeParse(claimId).success) return { state: "unknown" };
  const key = keys.claim(claimId.slice(0, claimId.indexOf(".")), hashOf(claimId));
  return commit<Opening>(store, async () => {
    const read = await readRecord(store, key, Claim);
    if (!read) return { writes: [], result: { state: "unknown" } };
    const { usedAt, expiresAt, inUseSince } = read.value;
    if (usedAt !== undefined) return { writes: [], result: { state: "used", claim: read.value } };
    if (expiresAt <= now) return { writes: [], result: { state: "unknown" } };
    if (inUseSince !== undefined && addMs(inUseSince, IN_USE_MS) > now)
      return { writes: [], result: { state: "in-use" } };
    const claim = { ...read.value, inUseSince: now };
    return { writes: [putClaim(claim, read)], result: { state: "open", claim } };
  });
}

/** The claim was used, as the person's audit trail says. False when somebody else has opened it meanwhile. */
export function spendClaim(store: ItemStore, claim: Claim, now: Instant): Promise<boolean> {
  const { tenantId, personKey, hash, execution } = claim;
  return commit<boolean>(store, async () => {
    const read = await readRecord(store, keys.claim(tenantId, hash), Claim);
    if (!read || read.value.usedAt !== undefined || read.value.inUseSince !== claim.inUseSince)
      return { writes: [], result: false };
    const entry = { at: now, kind: "credential-fetched", by: "whoever had the link", detail: { execution } };
    const audit = await auditWrites(store, tenantId, personKey, entry);
    return { writes: [putClaim({ ...read.value, usedAt: now }, read), ...audit], result: true };
  });
}

/** Nothing was given out: the claim stays usable. */
export function closeClaim(store: ItemStore, { tenantId, hash, inUseSince }: Claim): Promise<void> {
  return commit<void>(store, async () => {
    const read = await readRecord(store, keys.claim(tenantId, hash), Claim);
    if (!read || read.value.inUseSince !== inUseSince) return { writes: [], result: undefined };
    const { inUseSince: _ended, ...open } = read.value;
    return { writes: [putClaim(open, read)], result: undefined };
  });
}
