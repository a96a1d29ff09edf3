/**
 * Corrections to the pinned MiniStack where its difference from AWS would make our end-to-end tests meaningless.
 * Each must find its text exactly once, so that a new version cannot be used unread.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Patch {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Lambda reports a thrown error's `name` as its type, which is what `Retry` and `Catch` match; MiniStack's warm Node
 * workers report `Runtime.HandlerError` for all. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
 */
const ERROR_NAMES: readonly Patch[] = [
  {
    file: "core/lambda_runtime.py",
    from: `error: String(err.message || err), trace: err.stack || ""`,
    to: `error: String(err.message || err), trace: err.stack || "", errorType: err.name || "Error"`,
  },
  {
    file: "services/lambda_svc.py",
    from: `            error_type = "Runtime.HandlerError"\n            if _RIE_TIMEOUT_TEXT_RE`,
    to: `            error_type = result.get("errorType") or "Runtime.HandlerError"\n            if _RIE_TIMEOUT_TEXT_RE`,
  },
];

/** @param folder where the Python package lies. */
export function patchEmulator(folder: string): void {
  for (const { file, from, to } of ERROR_NAMES) {
    const path = join(folder, file);
    const text = readFileSync(path, "utf8");
    if (text.includes(to)) continue;
    if (text.split(from).length !== 2)
      throw new Error(`MiniStack's ${file} has changed: read scripts/aws-emulator-patches.ts`);
    writeFileSync(
      path,
      text.replace(from, () => to),
    );
  }
}
