import { createHash } from "node:crypto";
import * as z from "zod";
import { Instant } from "../domain/time.ts";
import type { ItemKey, ItemStore, Write } from "../ports/item-store.ts";
import { keys } from "./keys.ts";
import { everyItem, parseItem, putRecord, readRecord } from "./record.ts";

const Head = z.strictObject({ schemaVersion: z.literal(1), number: z.int(), hash: z.string() });

/** One line of the audit trail of a person or of a tenant; `hash` covers the line and the hash before it, so that none can be taken out. */
export const AuditEntry = z.strictObject({
  schemaVersion: z.literal(1),
  number: z.int(),
  at: Instant,
  kind: z.string(),
  by: z.string(),
  detail: z.record(z.string(), z.unknown()),
  previous: z.string(),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export interface NewAuditEntry {
  readonly at: Instant;
  readonly kind: string;
  readonly by: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Where a trail lies: its newest line's hash, and its lines. */
interface Trail {
  readonly head: ItemKey;
  readonly line: (number: number) => ItemKey;
}

const personTrail = (tenantId: string, personKey: string): Trail => ({
  head: keys.auditHead(tenantId, personKey),
  line: (number) => keys.audit(tenantId, personKey, number),
});

const tenantTrail = (tenantId: string): Trail => ({
  head: keys.tenantAuditHead(tenantId),
  line: (number) => keys.tenantAudit(tenantId, number),
});

/** The writes that append one entry; to be committed together with what the entry is about. */
export function auditWrites(
  store: ItemStore,
  tenantId: string,
  personKey: string,
  entry: NewAuditEntry,
): Promise<readonly Write[]> {
  return writesTo(personTrail(tenantId, personKey), store, entry);
}

/** The same for what concerns a tenant and no person: its secrets, its hook. */
export function tenantAuditWrites(store: ItemStore, tenantId: string, entry: NewAuditEntry): Promise<readonly Write[]> {
  return writesTo(tenantTrail(tenantId), store, entry);
}

/** A person's trail, oldest line first. */
export function readAudit(store: ItemStore, tenantId: string, personKey: string): Promise<readonly AuditEntry[]> {
  return entriesOf(personTrail(tenantId, personKey), store);
}

/** A tenant's own trail, oldest line first. */
export function readTenantAudit(store: ItemStore, tenantId: string): Promise<readonly AuditEntry[]> {
  return entriesOf(tenantTrail(tenantId), store);
}

async function writesTo(trail: Trail, store: ItemStore, entry: NewAuditEntry): Promise<readonly Write[]> {
  const head = await readRecord(store, trail.head, Head);
  const number = (head?.value.number ?? 0) + 1;
  const previous = head?.value.hash ?? "";
  const body = { schemaVersion: 1 as const, number, ...entry, previous };
  const hash = entryHash(body);
  return [
    putRecord(trail.line(number), { ...body, hash }, undefined),
    putRecord(trail.head, { schemaVersion: 1, number, hash }, head),
  ];
}

async function entriesOf(trail: Trail, store: ItemStore): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for await (const item of everyItem((after) =>
    store.query(trail.head.partition, { prefix: "AUDIT#", ...(after === undefined ? {} : { after }) }),
  ))
    entries.push(parseItem(item, AuditEntry));
  return entries;
}

/** The number of the first entry whose hash does not follow from its text and its predecessor; undefined if sound. */
export function firstBrokenEntry(entries: readonly AuditEntry[]): number | undefined {
  let previous = "";
  for (const { hash, ...body } of entries) {
    if (body.previous !== previous || entryHash(body) !== hash) return body.number;
    previous = hash;
  }
  return undefined;
}

function entryHash(body: Omit<AuditEntry, "hash">): string {
  return createHash("sha256").update(canonicalJson(body)).digest("hex");
}

/** Members in order of their names, so that a store that reorders them changes no hash. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    member !== null && typeof member === "object" && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
