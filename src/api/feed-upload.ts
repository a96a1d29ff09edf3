import { InvalidInput } from "../domain/errors.ts";
import { type ImportedFeed, importFeed } from "../lambda/import-feed.ts";
import type { ParsedInputOf } from "./contract.ts";
import type { OperatorDeps } from "./operator-deps.ts";

/** What became of an uploaded HR file, row by row. */
export interface FeedUpload extends ImportedFeed {
  readonly tenantId: string;
}

/** A named operator hands an HR file in. A rejected file is an answer, not an error: it says all that is wrong. */
export async function uploadFeed(input: ParsedInputOf<"feed.upload">, deps: OperatorDeps): Promise<FeedUpload> {
  const { tenantId, file: name, content, uploadedBy: by, shrinkageReason } = input;
  const bytes = Buffer.from(content, "base64");
  if (bytes.toString("base64").length !== content.length) throw new InvalidInput("the file's content is not base64");
  const reason = shrinkageReason === undefined ? {} : { shrinkageReason };
  return { tenantId, ...(await importFeed(tenantId, { name, bytes, by, ...reason }, deps)) };
}
