import type { ItemKey } from "../ports/item-store.ts";

/** Every key of the store in one place. All that belongs to a tenant lies under `TENANT#<id>#`. */
const tenant = (tenantId: string): string => `TENANT#${tenantId}#`;
const person = (tenantId: string, key: string): string => `${tenant(tenantId)}PERSON#${key}`;

/** Six digits keep numeric order in text order. */
export const sequence = (n: number): string => String(n).padStart(6, "0");

export const keys = {
  tenantPrefix: tenant,
  tenantConfig: (t: string): ItemKey => ({ partition: `${tenant(t)}CONFIG`, sort: "CURRENT" }),
  tenantConfigVersion: (t: string, version: number): ItemKey => ({
    partition: `${tenant(t)}CONFIG`,
    sort: `V#${sequence(version)}`,
  }),
  hook: (t: string, hookId: string): ItemKey => ({ partition: `${tenant(t)}HOOK#${hookId}`, sort: "HOOK" }),
  secret: (t: string, name: string): ItemKey => ({ partition: `${tenant(t)}SECRET#${name}`, sort: "SECRET" }),
  secretEntry: (t: string, name: string): ItemKey => ({ partition: `${tenant(t)}SECRETS`, sort: `NAME#${name}` }),
  hookDeliveries: (t: string, hookId: string): ItemKey => ({
    partition: `${tenant(t)}HOOK#${hookId}`,
    sort: "DELIVERIES",
  }),
  tenantAuditHead: (t: string): ItemKey => ({ partition: `${tenant(t)}AUDIT`, sort: "AUDIT-HEAD" }),
  tenantAudit: (t: string, n: number): ItemKey => ({ partition: `${tenant(t)}AUDIT`, sort: `AUDIT#${sequence(n)}` }),
  link: (t: string, provider: string, id: string): ItemKey => ({
    partition: `${tenant(t)}LINK#${provider}#${id}`,
    sort: "LINK",
  }),
  event: (t: string, eventId: string): ItemKey => ({ partition: `${tenant(t)}EVENT#${eventId}`, sort: "EVENT" }),
  personPartition: person,
  person: (t: string, key: string): ItemKey => ({ partition: person(t, key), sort: "PERSON" }),
  /** One of the person's employments, as its source last sent it. */
  worker: (t: string, key: string, worker: string): ItemKey => ({
    partition: person(t, key),
    sort: `WORKER#${worker}`,
  }),
  mailbox: (t: string, key: string): ItemKey => ({ partition: person(t, key), sort: "MAILBOX" }),
  run: (t: string, key: string, seq: number): ItemKey => ({
    partition: person(t, key),
    sort: `RUN#${sequence(seq)}`,
  }),
  checkpoint: (t: string, key: string, seq: number, operation: string): ItemKey => ({
    partition: person(t, key),
    sort: `STEP#${sequence(seq)}#${operation}`,
  }),
  due: (t: string, key: string, kind: string): ItemKey => ({ partition: person(t, key), sort: `DUE#${kind}` }),
  task: (t: string, key: string, taskKey: string): ItemKey => ({
    partition: person(t, key),
    sort: `TASK#${taskKey}`,
  }),
  auditHead: (t: string, key: string): ItemKey => ({ partition: person(t, key), sort: "AUDIT-HEAD" }),
  audit: (t: string, key: string, n: number): ItemKey => ({ partition: person(t, key), sort: `AUDIT#${sequence(n)}` }),
  /** One version of one feed's file, and what became of its rows. */
  feedImport: (t: string, feed: string, version: string): ItemKey => ({
    partition: `${tenant(t)}IMPORT#${feed}#${version}`,
    sort: "IMPORT",
  }),
  feedImportRows: (t: string, feed: string, version: string, chunk: number): ItemKey => ({
    partition: `${tenant(t)}IMPORT#${feed}#${version}`,
    sort: `ROWS#${sequence(chunk)}`,
  }),
  feed: (t: string, feed: string): ItemKey => ({ partition: `${tenant(t)}FEED#${feed}`, sort: "FEED" }),
  outbox: (t: string, key: string): ItemKey => ({ partition: `${tenant(t)}OUTBOX#${key}`, sort: "MESSAGE" }),
  claim: (t: string, hash: string): ItemKey => ({ partition: `${tenant(t)}CLAIM#${hash}`, sort: "CLAIM" }),
  /** Which claim of the person is valid. */
  claimOf: (t: string, key: string): ItemKey => ({ partition: person(t, key), sort: "CLAIM-OF" }),
  pause: (t: string): ItemKey => ({ partition: `${tenant(t)}PAUSE`, sort: "PAUSE" }),
  logPoll: (t: string): ItemKey => ({ partition: `${tenant(t)}LOG`, sort: "POLL" }),
  sweepCursor: (): ItemKey => ({ partition: "SYSTEM#SWEEP", sort: "DUE-DAY" }),
} as const;

/** Over so many index partitions a tenant's events are spread. */
export const EVENT_SHARDS = 8;

/** Partitions of the declared indexes. Those of a tenant lead with it, so that its fence holds for them as well. */
export const indexPartitions = {
  tenants: (): string => "SYSTEM#TENANTS",
  people: (t: string): string => `${tenant(t)}PEOPLE`,
  ready: (t: string): string => `${tenant(t)}READY`,
  leases: (t: string): string => `${tenant(t)}LEASES`,
  runs: (t: string): string => `${tenant(t)}RUNS`,
  outbox: (t: string): string => `${tenant(t)}OUTBOX`,
  /** Messages that wait for something: another attempt, or somebody who uses their link. */
  waitingMail: (t: string): string => `${tenant(t)}WAITING-MAIL`,
  claims: (t: string): string => `${tenant(t)}CLAIMS`,
  leavers: (t: string): string => `${tenant(t)}LEAVERS`,
  /** A tenant's events, spread over a few partitions, so that a flood of them finds no single hot one. */
  events: (t: string, shard: number): string => `${tenant(t)}EVENTS#${shard}`,
  /** What others than we did to a person. */
  othersEvents: (t: string, key: string): string => `${tenant(t)}OTHERS-EVENTS#${key}`,
  workers: (t: string): string => `${tenant(t)}WORKERS`,
  imports: (t: string): string => `${tenant(t)}IMPORTS`,
  feeds: (t: string): string => `${tenant(t)}FEEDS`,
  links: (t: string): string => `${tenant(t)}LINKS`,
  /** One partition a UTC day, read by the minute's sweep of every tenant. */
  due: (day: string): string => `SYSTEM#DUE#${day}`,
} as const;
