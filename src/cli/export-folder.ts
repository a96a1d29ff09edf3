/** An export of a tenant as a folder: a file of JSON Lines per kind, and a manifest with the sum of each. */
import { createHash, type Hash } from "node:crypto";
import {
  closeSync,
  createReadStream,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as z from "zod";
import type { ExportedRecord } from "../api/tenant-export.ts";
import { InvalidInput, VerificationFailed } from "../domain/errors.ts";
import { AuditEntry, firstBrokenEntry } from "../stores/audit.ts";
import type { Operator } from "./operator.ts";

const MANIFEST = "manifest.json";

const ExportedFile = z.strictObject({
  file: z.string().regex(/^[a-z0-9-]+\.jsonl$/),
  records: z.int(),
  sha256: z.string(),
  /** Which versions of the record's shape occur. */
  schemaVersions: z.array(z.int()),
});

const Manifest = z.strictObject({
  schemaVersion: z.literal(1),
  tenantId: z.string(),
  startedAt: z.string(),
  endedAt: z.string(),
  files: z.array(ExportedFile),
  withheld: z.strictObject({ hooks: z.int(), secrets: z.array(z.string()) }),
});
export type Manifest = z.infer<typeof Manifest>;

const Line = z.strictObject({
  partition: z.string(),
  sort: z.string(),
  version: z.int(),
  expiresAt: z.int().optional(),
  value: z.record(z.string(), z.json()),
});

/** They may stand in JSON as they are, and end a line for many who read lines. */
const LINE_SEPARATORS = /[\u2028\u2029]/g;

interface OpenFile {
  readonly descriptor: number;
  readonly hash: Hash;
  readonly schemaVersions: Set<number>;
  records: number;
}

/** Writes everything of a tenant into a new folder that only its owner can open, and reads it back. */
export async function exportTo(dir: string, tenantId: string, operator: Operator): Promise<Manifest> {
  const first = await operator.call("tenant.export", { tenantId });
  makeFolder(dir);
  const files = new Map<string, OpenFile>();
  let page = first;
  try {
    for (;;) {
      for (const record of page.records) append(dir, files, record);
      if (page.next === undefined) break;
      page = await operator.call("tenant.export", { tenantId, after: page.next });
    }
  } finally {
    for (const { descriptor } of files.values()) closeSync(descriptor);
  }
  const manifest: Manifest = {
    schemaVersion: 1,
    tenantId,
    startedAt: first.at,
    endedAt: page.at,
    files: [...files].map(([file, { hash, records, schemaVersions }]) => ({
      file,
      records,
      sha256: hash.digest("hex"),
      schemaVersions: [...schemaVersions].sort(),
    })),
    withheld: { hooks: first.withheld.hooks, secrets: [...first.withheld.secrets] },
  };
  writeFileSync(join(dir, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600 });
  return verifyExport(dir);
}

/** @throws InvalidInput when there is something in the folder already, or it cannot be made. */
function makeFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    if (readdirSync(dir).length > 0)
      throw new InvalidInput(`${dir} is not empty; name a folder that does not exist yet`);
  } catch (error) {
    if (error instanceof Error && "code" in error)
      throw new InvalidInput(`the folder ${dir} cannot be made (${String(error.code)})`);
    throw error;
  }
}

function append(dir: string, files: Map<string, OpenFile>, { kind, ...record }: ExportedRecord): void {
  const name = `${kind}.jsonl`;
  const file = files.get(name) ?? {
    descriptor: openSync(join(dir, name), "wx", 0o600),
    hash: createHash("sha256"),
    schemaVersions: new Set(),
    records: 0,
  };
  files.set(name, file);
  const line = `${JSON.stringify(record).replace(LINE_SEPARATORS, (character) => `\\u${character.charCodeAt(0).toString(16)}`)}\n`;
  writeSync(file.descriptor, line);
  file.hash.update(line);
  file.records += 1;
  const { schemaVersion } = record.value;
  if (typeof schemaVersion === "number") file.schemaVersions.add(schemaVersion);
}

/**
 * Reads an export again: every file is there with its sum and its number of records, each line parses and belongs to the
 * tenant, and every person's audit trail is unbroken. @throws VerificationFailed with everything that is wrong.
 */
export async function verifyExport(dir: string): Promise<Manifest> {
  const manifest = readManifest(dir);
  const present = readdirSync(dir).filter((name) => name !== MANIFEST);
  const strangers = present.filter((name) => !manifest.files.some(({ file }) => file === name));
  const problems = strangers.map((name) => `${name}: the manifest does not name it`);
  for (const expected of manifest.files) {
    if (present.includes(expected.file)) problems.push(...(await problemsOf(dir, expected, manifest.tenantId)));
    else problems.push(`${expected.file}: is missing`);
  }
  if (problems.length > 0)
    throw new VerificationFailed(`the export in ${dir} is not whole:\n  ${problems.join("\n  ")}`);
  return manifest;
}

function readManifest(dir: string): Manifest {
  const path = join(dir, MANIFEST);
  try {
    return Manifest.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError)
      throw new VerificationFailed(`${path} is not the manifest of an export`, {}, { cause: error });
    throw new InvalidInput(`there is no export in ${dir}: ${path} cannot be read`);
  }
}

async function problemsOf(
  dir: string,
  { file, records, sha256 }: Manifest["files"][number],
  tenantId: string,
): Promise<readonly string[]> {
  const problems: string[] = [];
  const trails = new Map<string, AuditEntry[]>();
  const hash = createHash("sha256");
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(join(dir, file)) })) {
    number += 1;
    hash.update(`${text}\n`);
    const line = Line.safeParse(parseJson(text));
    if (!line.success || !line.data.partition.startsWith(`TENANT#${tenantId}#`)) {
      problems.push(`${file}:${number}: is not a record of tenant ${tenantId}`);
    } else if (file === "audit.jsonl") {
      const trail = trails.get(line.data.partition) ?? [];
      trail.push(AuditEntry.parse(line.data.value));
      trails.set(line.data.partition, trail);
    }
  }
  if (number !== records) problems.push(`${file}: holds ${number} records, not ${records}`);
  if (hash.digest("hex") !== sha256) problems.push(`${file}: its SHA-256 is another than in the manifest`);
  for (const trail of trails.values()) {
    const broken = firstBrokenEntry(trail);
    if (broken !== undefined) problems.push(`${file}: an audit trail is broken at its entry ${broken}`);
  }
  return problems;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One line for people. */
export function describeExport(dir: string, { files, withheld }: Manifest): string {
  const records = files.reduce((sum, file) => sum + file.records, 0);
  const counts = files.map(({ file, records: count }) => `${count} ${file.replace(".jsonl", "")}`).join(", ");
  const secrets = withheld.secrets.length === 0 ? "" : ` Left out: the values of ${withheld.secrets.join(", ")}.`;
  return `${records} records in ${dir}, read back: ${counts}.${secrets}`;
}
