/** Keeping the orgs in a file, so that the demo finds them again after a restart. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";

const contents = z.object({
  skippedMs: z.number(),
  orgs: z.array(z.object({ id: z.string(), snapshot: z.string() })),
});

export type SavedOrgs = z.infer<typeof contents>;

/** What was saved, or nothing when there is no file yet. */
export function loadOrgs(file: string): SavedOrgs {
  try {
    return contents.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return { skippedMs: 0, orgs: [] };
    throw error;
  }
}

/** Replaces the file as a whole: a process that is killed meanwhile leaves the old one. */
export function saveOrgs(file: string, saved: SavedOrgs): void {
  writeFileSync(`${file}.new`, JSON.stringify(saved), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
