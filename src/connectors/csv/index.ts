/** An HR file as a feed. */
import { createHash } from "node:crypto";
import type { FeedSource } from "../../ports/feed-source.ts";
import type { CsvFeedConfig } from "./config.ts";

/** One file as a source; the parser is loaded at the first read. */
export function createCsvFeed(config: CsvFeedConfig, bytes: Buffer): FeedSource {
  const { name, kind } = config;
  return {
    name,
    kind,
    version: createHash("sha256").update(readingOf(config)).update("\n").update(bytes).digest("hex"),
    read: async (look) => {
      const { readFeedFile } = await import("./gate.ts");
      return readFeedFile(bytes, config, look);
    },
  };
}

/**
 * Read otherwise, the bytes of a full file say something else: a status that was mapped since makes a new version of them.
 * Changes are not handed in again, since newer ones may have followed; the order of a mapping's lines means nothing.
 */
function readingOf(config: CsvFeedConfig): string {
  const { name, kind, customColumns, dateFormat, delimiter, columns, statusValues, workerTypes } = config;
  if (kind === "delta") return name;
  const mappings = [columns, statusValues, workerTypes].map((mapping) => Object.entries(mapping).toSorted());
  return JSON.stringify([name, customColumns.toSorted(), dateFormat, delimiter, ...mappings]);
}
