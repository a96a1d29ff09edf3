import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { FeedUpload } from "../../api/feed-upload.ts";
import { InvalidInput } from "../../domain/errors.ts";
import { problemsText, resultsCsv } from "../../lambda/feed-results.ts";
import { type Command, TENANT_OPTION, textOf } from "../command.ts";
import { writeNewFile } from "../new-file.ts";
import { operatorName } from "../operator-name.ts";
import { requiredTenant } from "../required-tenant.ts";
import { UsageError } from "../usage-error.ts";

const PATH = ["feed", "upload"];

/** `mastery feed upload` */
export const feedUpload: Command = {
  path: PATH,
  usage: "feed upload FILE --tenant ID [--accept-shrinkage --reason TEXT] [--by NAME]",
  summary: "hands an HR file in; writes what became of each row to FILE.results.csv",
  details: [
    "--tenant ID          whose file; its config says what the columns mean",
    "--accept-shrinkage   the file is whole, although it has much fewer rows or columns than the last one",
    "--reason TEXT        why that is so; kept with the import",
    "--by NAME            who hands it in (default: your user name)",
  ],
  options: {
    ...TENANT_OPTION,
    "accept-shrinkage": { type: "boolean" },
    reason: { type: "string" },
    by: { type: "string" },
  },
  positionals: { min: 1, max: 1 },
  run: async ({ values, positionals: [path = ""], connect }) => {
    const tenantId = requiredTenant(values, "an HR file belongs to a tenant", PATH);
    const uploadedBy = operatorName(textOf(values, "by"), PATH);
    const shrinkageReason = shrinkageOf(values["accept-shrinkage"] === true, textOf(values, "reason"));
    const content = readBytes(path).toString("base64");
    const output = await (await connect()).call("feed.upload", {
      ...{ tenantId, file: basename(path), content, uploadedBy },
      ...(shrinkageReason === undefined ? {} : { shrinkageReason }),
    });
    if (output.record.status === "rejected")
      return {
        output,
        text: "",
        hints: [`${path} was rejected, and nobody was changed:`, problemsText(output)],
        failed: true,
      };
    const results = writeNewFile(`${path}.results.csv`, resultsCsv(output.rows));
    return { output, text: `${summaryOf(output)}\nwhat became of each row: ${results}` };
  },
};

function shrinkageOf(accepted: boolean, reason: string | undefined): string | undefined {
  if (accepted && (reason ?? "").trim() === "")
    throw new UsageError("--accept-shrinkage needs --reason TEXT: it lets half a file through", PATH);
  if (!accepted && reason !== undefined) throw new UsageError("--reason goes with --accept-shrinkage", PATH);
  return reason;
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new InvalidInput(`${path} cannot be read (${code})`);
  }
}

function summaryOf({ tenantId, record, processedBefore }: FeedUpload): string {
  const { rows, new: joined, changed, unchanged, heldBack, absent, leavers } = record.counts;
  const done = processedBefore
    ? `was processed at ${record.finishedAt ?? record.startedAt}, nothing was done`
    : "is in";
  const parts = [`${joined} new`, `${changed} changed`, `${unchanged} unchanged`, `${heldBack} held back`];
  const more = [
    ...(leavers > 0 ? [`${leavers} of them have left, according to the file`] : []),
    ...(absent > 0 ? [`${absent} known before are not in the file; nobody leaves because of that`] : []),
  ];
  return [`tenant ${tenantId}: ${record.file} ${done}: ${rows} rows, ${parts.join(", ")}`, ...more].join("\n");
}
