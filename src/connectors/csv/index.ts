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
    // Read otherwise, the same bytes say something else: a status that was mapped since makes a new version of them.
    version: createHash("sha256")
      .update(`${JSON.stringify(config)}\n`)
      .update(bytes)
      .digest("hex"),
    read: async (look) => {
      const { readFeedFile } = await import("./gate.ts");
      return readFeedFile(bytes, config, look);
    },
  };
}
