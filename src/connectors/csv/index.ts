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
    version: createHash("sha256").update(`${name}\n`).update(bytes).digest("hex"),
    read: async (look) => {
      const { readFeedFile } = await import("./gate.ts");
      return readFeedFile(bytes, config, look);
    },
  };
}
