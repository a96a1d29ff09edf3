import { createHash } from "node:crypto";
import { Conflict, InvalidInput } from "../domain/errors.ts";
import type { Instant } from "../domain/time.ts";
import { type SentWorker, statusAt } from "../domain/worker-record.ts";
import type { FeedReading, FeedRow, FeedSource, LastGood } from "../ports/feed-source.ts";
import type { ItemStore, Write } from "../ports/item-store.ts";
import {
  type FeedImport,
  type ImportRow,
  importRowsWrite,
  lastGoodWrite,
  listImports,
  newImport,
  problemText,
  putImport,
  readImport,
  readImportRows,
  readLastGood,
} from "../stores/imports.ts";
import type { Stored } from "../stores/record.ts";
import { forTenant } from "../stores/tenant-store.ts";
import { listWorkers, recordWorker } from "../stores/workers.ts";
import { readTenant, type TenantRecord } from "../tenants/tenant-records.ts";
import type { Deps } from "./deps.ts";
import { tellOperators } from "./tell-operators.ts";

/** One file of a tenant's HR feed. */
export interface FeedFile {
  readonly name: string;
  readonly bytes: Buffer;
  /** Who handed it in: a named operator, or the feed folder. */
  readonly by: string;
  /** Why a named operator says that the feed did shrink. */
  readonly shrinkageReason?: string;
}

/** What became of a file. `processedBefore`: the same bytes had been accepted already, and nothing was done now. */
export interface ImportedFeed {
  readonly record: FeedImport;
  readonly processedBefore: boolean;
  readonly rows: readonly ImportRow[];
}

type Importing = {
  readonly tenant: TenantRecord;
  readonly store: ItemStore;
  readonly source: FeedSource;
  readonly file: FeedFile;
  readonly deps: Deps;
  /** Workers of whom a newer file has told, be it in a row that was held back: what an older one said is overtaken. */
  readonly overtaken?: ReadonlySet<string>;
  /** The version of the file whose held-back rows these are. */
  readonly restOf?: string;
};
type Accepted = Extract<FeedReading, { verdict: "accepted" }>;

const CHUNK = 100;
const AT_ONCE = 10;

/**
 * From a file to stored workers whose people are ready, leavers first. Each version of a file is processed once; a run
 * that was cut short goes on where it stopped. A rejected file changes nobody, and may be handed in again.
 * @throws InvalidInput when the tenant takes no HR file; Conflict when somebody else imports the same file now.
 */
export async function importFeed(tenantId: string, file: FeedFile, deps: Deps): Promise<ImportedFeed> {
  const tenant = await readTenant(deps.store, tenantId);
  const source = deps.feedOfFile(feedOf(tenant), file.bytes);
  const importing = { tenant, store: forTenant(deps.store, tenantId), source, file, deps };
  const before = await readImport(importing.store, tenantId, source.name, source.version);
  const latest = await readLastGood(importing.store, tenantId, source.name);
  // A full file is a state, and a state may come back: a termination that HR withdraws gives the bytes of the day before.
  const isInForce = source.kind !== "full" || latest?.version === source.version;
  if (before?.value.status === "accepted" && isInForce)
    return (await importHeldBack(importing, before.value)) ?? reportOf(importing, before.value, true);
  return importVersion(importing, before, latest);
}

async function importVersion(
  importing: Importing,
  before: Stored<FeedImport> | undefined,
  latest: LastGood | undefined,
): Promise<ImportedFeed> {
  const { source } = importing;
  const isResumed = before?.value.status === "running";
  const lastGood = isResumed ? undefined : latest;
  const begun = isResumed ? before.value : startOf(importing);
  const { startedAt: observedAt, acceptedShrinkage } = begun;
  const look = { observedAt, acceptShrinkage: isResumed || acceptedShrinkage !== undefined };
  const reading = await source.read({ ...look, ...(lastGood ? { lastGood } : {}) });
  if (reading.verdict === "rejected") return reject(importing, begun, before, reading);
  const started = isResumed ? before : await save(importing, begun, before);
  const done = await applyRows(importing, started, reading);
  await wake(importing, reading.rows, done.rows);
  await tellHeldBack(importing, done);
  return { record: done.record, processedBefore: false, rows: done.rows };
}

/**
 * A delta that comes back is not done again, since newer ones may have followed; but what was held back in it, and can be
 * read by now, is somebody's leaver perhaps. Undefined where nothing of it was held back that can be read.
 */
async function importHeldBack(importing: Importing, former: FeedImport): Promise<ImportedFeed | undefined> {
  const { source, store, deps } = importing;
  if (source.kind !== "delta") return undefined;
  const imports = await importsOf(importing);
  // One that was cut short is not among them: it is gone on with, under its own version.
  const retries = imports.filter(({ restOf, status }) => restOf === former.version && status === "accepted");
  const held = heldLines([...(await readImportRows(store, former)), ...(await rowsOf(store, retries))]);
  if (held.size === 0) return undefined;
  const reading = await source.read({ observedAt: deps.clock.now(), acceptShrinkage: true });
  if (reading.verdict === "rejected") return undefined;
  const rows = reading.rows.filter(({ kind, line }) => kind === "worker" && held.has(line));
  if (rows.length === 0) return undefined;
  const what = `${source.version} held back ${retries.length + 1} ${rows.map(({ line }) => line).join(",")}`;
  const version = createHash("sha256").update(what).digest("hex");
  const rest: FeedSource = { ...source, version, read: async () => ({ ...reading, rows }) };
  const before = await readImport(store, former.tenantId, source.name, version);
  const newer = imports.filter((record) => ageOf(record, imports) > former.startedAt);
  const overtaken = new Set((await rowsOf(store, newer)).flatMap(({ workerId }) => workerId ?? []));
  const again = { ...importing, source: rest, restOf: former.version, overtaken };
  if (before?.value.status === "accepted") return reportOf(again, before.value, true);
  return importVersion(again, before, undefined);
}

async function importsOf({ tenant, store, source }: Importing): Promise<readonly FeedImport[]> {
  const imports: FeedImport[] = [];
  for await (const record of listImports(store, tenant.config.id))
    if (record.feed === source.name) imports.push(record);
  return imports;
}

/** The rest of a file tells what the file told, as of when it came first. */
function ageOf({ restOf, startedAt }: FeedImport, imports: readonly FeedImport[]): Instant {
  const whole = restOf === undefined ? undefined : imports.find(({ version }) => version === restOf);
  return whole?.startedAt ?? startedAt;
}

const rowsOf = async (store: ItemStore, imports: readonly FeedImport[]): Promise<readonly ImportRow[]> =>
  (await Promise.all(imports.map((record) => readImportRows(store, record)))).flat();

const OVERTAKEN = "a newer file has told of this worker since";

/** Lines that were held back, and that no later attempt has taken in, or found to be overtaken. */
function heldLines(rows: readonly ImportRow[]): ReadonlySet<number> {
  const isHeld = ({ outcome, reason }: ImportRow): boolean => outcome === "held back" && reason !== OVERTAKEN;
  const taken = new Set(rows.filter((row) => !isHeld(row)).map(({ line }) => line));
  return new Set(rows.filter(isHeld).flatMap(({ line }) => (line === undefined || taken.has(line) ? [] : [line])));
}

function feedOf({ config }: TenantRecord) {
  const feed = config.hr?.importedBy === "mastery" ? config.hr.feed : undefined;
  if (feed) return feed;
  throw new InvalidInput(
    `tenant ${config.id} takes no HR file: its config has no hr.feed with importedBy mastery; see "HR files" in docs/operations.md`,
  );
}

function startOf({ tenant, source, file, deps, restOf }: Importing): FeedImport {
  const { name, by, shrinkageReason: reason } = file;
  const shrinkage = reason === undefined ? {} : { acceptedShrinkage: { by, reason } };
  const of = { tenantId: tenant.config.id, feed: source.name, version: source.version, file: name, by };
  return newImport({ ...of, startedAt: deps.clock.now(), ...shrinkage, ...(restOf ? { restOf } : {}) });
}

async function reportOf({ store }: Importing, record: FeedImport, processedBefore: boolean): Promise<ImportedFeed> {
  return { record, processedBefore, rows: await readImportRows(store, record) };
}

async function reject(
  importing: Importing,
  begun: FeedImport,
  before: Stored<FeedImport> | undefined,
  { problems, more }: Extract<FeedReading, { verdict: "rejected" }>,
): Promise<ImportedFeed> {
  const { tenant, deps } = importing;
  const refused = { ...begun, status: "rejected" as const, finishedAt: deps.clock.now() };
  const { value: record } = await save(importing, { ...refused, problems: [...problems], moreProblems: more }, before);
  const { tenantId, feed, version, file } = record;
  deps.log.warn("HR file rejected", { tenantId, feed, problems: problems.length + more });
  const first = problems.slice(0, 5).map((problem) => `  ${problemText(problem)}`);
  const key = `feed/${feed}/${version.slice(0, 16)}/rejected`;
  const values = { tenantId, feed, file, problems: first.join("\n") };
  await tellOperators(tenant, { template: "feed-rejected", key, values }, deps);
  return { record, processedBefore: false, rows: [] };
}

/** A row that is held back may be somebody's leaver: whoever can mend it hears of it. */
async function tellHeldBack({ tenant, deps }: Importing, done: Omit<ImportedFeed, "processedBefore">): Promise<void> {
  const { tenantId, feed, version, file } = done.record;
  const held = done.rows.filter(({ outcome }) => outcome === "held back");
  if (held.length === 0) return;
  // By line alone: some HR systems take an address or a name for a worker's id.
  const first = held.slice(0, 5).map(({ line, reason }) => `  line ${line}: ${reason}`);
  const values = { tenantId, feed, file, count: String(held.length), rows: first.join("\n") };
  await tellOperators(
    tenant,
    { template: "feed-held-back", key: `feed/${feed}/${version.slice(0, 16)}/held-back`, values },
    deps,
  );
}

/** @throws Conflict when somebody else has written the import meanwhile. */
async function save(
  { store }: Importing,
  record: FeedImport,
  before: Stored<FeedImport> | undefined,
  more: readonly Write[] = [],
): Promise<Stored<FeedImport>> {
  const { outcome } = await store.transact([putImport(record, before), ...more]);
  if (outcome !== "committed") throw new Conflict("somebody else imports this file at the same time");
  return { value: record, version: (before?.version ?? 0) + 1 };
}

/** Rows in chunks, each chunk with its outcomes in one transaction; what is done already is not done again. */
async function applyRows(importing: Importing, started: Stored<FeedImport>, { rows, fields }: Accepted) {
  const { store, tenant, source, deps } = importing;
  let current = started;
  for (let at = current.value.chunks * CHUNK; at < rows.length; at += CHUNK) {
    const outcomes = await applyChunk(importing, current.value, rows.slice(at, at + CHUNK));
    const next = { ...current.value, chunks: current.value.chunks + 1 };
    current = await save(importing, next, current, [await importRowsWrite(store, current.value, outcomes)]);
  }
  const applied = await readImportRows(store, current.value);
  const absent = source.kind === "full" ? await absentWorkers(importing, rows) : [];
  const now = deps.clock.now();
  const counts = countsOf(importing, applied, absent, rows);
  const finished = { ...current.value, status: "accepted" as const, finishedAt: now, counts };
  const good: LastGood = { rows: rows.length, fields };
  const writes = source.kind === "full" ? [await lastGoodWrite(store, finished, good, now)] : [];
  const chunks = absent.length === 0 ? [] : [await importRowsWrite(store, finished, absent.slice(0, MOST_ABSENT))];
  const { value: record } = await save(importing, finished, current, [...writes, ...chunks]);
  deps.log.info("HR file imported", { tenantId: tenant.config.id, feed: record.feed, ...counts });
  return { record, rows: [...applied, ...absent] };
}

/** As many as one item holds; all are counted. */
const MOST_ABSENT = 1000;

async function applyChunk(importing: Importing, { startedAt: now }: FeedImport, rows: readonly FeedRow[]) {
  const { store, tenant, deps } = importing;
  const outcomes: ImportRow[] = [];
  for (let at = 0; at < rows.length; at += AT_ONCE)
    outcomes.push(...(await Promise.all(rows.slice(at, at + AT_ONCE).map(applyRow))));
  return outcomes;

  async function applyRow(row: FeedRow): Promise<ImportRow> {
    const { line, workerId } = row;
    if (row.kind === "held-back") {
      const reason = row.problems
        .map(({ column, what }) => problemText(column ? { column, what } : { what }))
        .join("; ");
      return { line, ...(workerId === undefined ? {} : { workerId }), outcome: "held back", reason };
    }
    if (importing.overtaken?.has(row.workerId)) return { line, workerId, outcome: "held back", reason: OVERTAKEN };
    const at = { now, freshKey: deps.ids.personKey };
    const { personKey, change } = await recordWorker(store, tenant.config.id, row.record, at);
    if (change !== "disputed") return { line, workerId: row.workerId, outcome: change, personKey };
    const reason = `its person id is that of ${personKey}, who has another name and other addresses: correct the id`;
    return { line, workerId: row.workerId, outcome: "held back", reason };
  }
}

/** Who was in the feed, has not left, and is not in the file: noted, and nothing else. */
async function absentWorkers(importing: Importing, rows: readonly FeedRow[]): Promise<readonly ImportRow[]> {
  const { store, tenant, source } = importing;
  const present = new Set(rows.map(({ workerId }) => workerId));
  const absent: ImportRow[] = [];
  for await (const { record, personKey } of listWorkers(store, tenant.config.id, source.name)) {
    const workerId = record.source.sourceWorkerId;
    if (present.has(workerId) || hasLeft(importing, record)) continue;
    absent.push({ workerId, outcome: "not in the file", reason: "nobody leaves because of that", personKey });
  }
  return absent;
}

function hasLeft({ tenant, deps }: Importing, record: SentWorker): boolean {
  const { timeZone } = tenant.config.policy;
  return ["terminated", "rescinded"].includes(statusAt(record, { now: deps.clock.now(), timeZone }));
}

function countsOf(
  importing: Importing,
  applied: readonly ImportRow[],
  absent: readonly ImportRow[],
  rows: readonly FeedRow[],
): FeedImport["counts"] {
  const count = (outcome: ImportRow["outcome"]): number => applied.filter((row) => row.outcome === outcome).length;
  const news = newsOf(applied);
  const leavers = rows.filter((row) => row.kind === "worker" && news.has(row.line) && hasLeft(importing, row.record));
  return {
    rows: rows.length,
    new: count("new"),
    changed: count("changed"),
    unchanged: count("unchanged"),
    heldBack: count("held back"),
    absent: absent.length,
    leavers: leavers.length,
  };
}

const newsOf = (applied: readonly ImportRow[]): ReadonlySet<number | undefined> =>
  new Set(applied.filter(({ outcome }) => outcome === "new" || outcome === "changed").map(({ line }) => line));

/** Asks for a look at everybody about whom there is news, leavers first. Whom this misses is ready, and the sweep's. */
async function wake(importing: Importing, rows: readonly FeedRow[], applied: readonly ImportRow[]): Promise<void> {
  const { tenant, deps } = importing;
  const tenantId = tenant.config.id;
  const left = new Set(
    rows.flatMap((row) => (row.kind === "worker" && hasLeft(importing, row.record) ? [row.line] : [])),
  );
  const news = newsOf(applied);
  const woken = applied
    .filter(({ line }) => line !== undefined && news.has(line))
    .toSorted((a, b) => Number(left.has(b.line ?? 0)) - Number(left.has(a.line ?? 0)));
  const messages = woken.map(({ personKey }) => ({ body: { schemaVersion: 1, tenantId, personKey }, group: tenantId }));
  for (let at = 0; at < messages.length; at += CHUNK) await deps.assessments.send(messages.slice(at, at + CHUNK));
}
