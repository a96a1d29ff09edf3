import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleepForReal } from "node:timers/promises";
import { MasteryError } from "../domain/errors.ts";
import type { Deps } from "../lambda/deps.ts";
import { problemsText, resultsCsv } from "../lambda/feed-results.ts";
import { type ImportedFeed, importFeed } from "../lambda/import-feed.ts";
import { listTenants } from "../tenants/tenant-records.ts";
import type { LocalClock } from "./clock.ts";
import { replaceFile } from "./whole-file.ts";

/** How often the folders are looked at. Files belong to the real world: their time is real, whatever our clock says. */
const EVERY_MS = 2000;

/** The folders in which tenants' HR files are dropped: `<tenant>/incoming`, and what was taken beside it. */
export interface FeedFolders {
  /** Takes every file that has not changed since the poll before. */
  poll(): Promise<void>;
  /** Polls until the signal is aborted. */
  run(signal: AbortSignal): Promise<void>;
}

/** Watches the folders below `dir`. A file that nobody can read, or whose import fails, stays for the next poll. */
export function createFeedFolders(dir: string, deps: Deps, clock: Pick<LocalClock, "track">): FeedFolders {
  const seen = new Map<string, string>();
  let queue: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    for await (const { config } of listTenants(deps.store)) {
      if (config.hr?.importedBy !== "mastery") continue;
      const folder = join(dir, config.id);
      for (const part of ["incoming", "processed", "rejected"])
        mkdirSync(join(folder, part), { recursive: true, mode: 0o700 });
      for (const name of quietFiles(join(folder, "incoming"), seen)) await take(config.id, folder, name, deps);
    }
  };
  const poll = (): Promise<void> => {
    const polled = queue
      .then(() => clock.track(look))
      .catch((error: unknown) => {
        deps.log.error("the feed folders could not be looked at", { error: nameOf(error) });
      });
    queue = polled;
    return polled;
  };
  return {
    poll,
    run: async (signal) => {
      while (!signal.aborted) {
        await sleepForReal(EVERY_MS, undefined, { signal }).catch(() => undefined);
        if (!signal.aborted) await poll();
      }
    },
  };
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "unknown");

/** Names of files that are as they were at the poll before: whoever writes one still changes its size or time. */
function quietFiles(folder: string, seen: Map<string, string>): readonly string[] {
  return (
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && /^[^.].*\.csv$/i.test(entry.name))
      .map(({ name }) => ({ name, writtenAt: statSync(join(folder, name)).mtimeMs }))
      // The older state first; files that were written at once, such as copies, go by name.
      .toSorted((a, b) => a.writtenAt - b.writtenAt || (a.name < b.name ? -1 : 1))
      .map(({ name }) => name)
      .filter((name) => {
        const path = join(folder, name);
        const before = seen.get(path);
        const now = stampOf(path);
        seen.set(path, now);
        return before === now;
      })
  );
}

function stampOf(path: string): string {
  const { size, mtimeMs, ino } = statSync(path);
  return `${ino} ${size} ${mtimeMs}`;
}

async function take(tenantId: string, folder: string, name: string, deps: Deps): Promise<void> {
  const path = join(folder, "incoming", name);
  try {
    const stamp = stampOf(path);
    const bytes = readFileSync(path);
    const imported = await importFeed(tenantId, { name, bytes, by: "feed folder" }, deps);
    if (stampOf(path) !== stamp) return; // somebody goes on writing: the next poll sees another version
    putAway(path, folder, name, imported);
  } catch (error) {
    const reason = error instanceof MasteryError ? { reason: error.message } : {};
    deps.log.error("an HR file stays where it is", { tenantId, error: nameOf(error), ...reason });
  }
}

/** What became of it is there before the file is: a process that dies in between does it again. */
function putAway(path: string, folder: string, name: string, imported: ImportedFeed): void {
  const isRejected = imported.record.status === "rejected";
  const target = freePath(join(folder, isRejected ? "rejected" : "processed", name));
  if (isRejected) replaceFile(`${target}.problems.txt`, `${problemsText(imported)}\n`);
  else replaceFile(`${target}.results.csv`, resultsCsv(imported.rows));
  renameSync(path, target);
}

/** `workers.csv`, or `workers.2.csv` when that was taken before. */
function freePath(path: string): string {
  for (let n = 1; ; n += 1) {
    const candidate = n === 1 ? path : path.replace(/(\.[^./]*)$/, `.${n}$1`);
    if (!existsSync(candidate)) return candidate;
  }
}
