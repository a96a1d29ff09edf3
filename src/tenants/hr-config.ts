import * as z from "zod";
import { CsvFeedConfig } from "../connectors/csv/config.ts";
import type { Mode } from "../domain/mastery.ts";
import type { Problem } from "./cross-checks.ts";

/** How an HR-mastered tenant's people come into Okta. */
export const HrConfig = z.strictObject({
  /** Who brings them: we, from the feed, or Okta's own HR connector; then Okta's profiles are what HR says. */
  importedBy: z.enum(["mastery", "okta"]).default("okta"),
  feed: CsvFeedConfig.optional(),
});
export type HrConfig = z.infer<typeof HrConfig>;

/** Contradictions between what is said about HR and the tenant's mode. */
export function hrProblems({ importedBy, feed }: HrConfig, mode: Mode | undefined): readonly Problem[] {
  if (mode !== undefined && mode !== "hr")
    return [{ path: ["hr"], message: `has no meaning in mode ${mode}: it belongs to mode hr` }];
  if (importedBy === "mastery" && !feed)
    return [
      { path: ["hr", "feed"], message: "is missing: with importedBy mastery somebody has to say who works here" },
    ];
  if (importedBy === "okta" && feed)
    return [{ path: ["hr", "feed"], message: "is read by nobody while importedBy is okta: say importedBy mastery" }];
  return [];
}
