/** Where the reference folders are; the tests of this folder cannot run without them. */
import { join } from "node:path";

/** A path inside the folder that MASTERY_REFERENCE_DIR names. */
export function referencePath(...parts: readonly string[]): string {
  const root = process.env["MASTERY_REFERENCE_DIR"];
  if (root === undefined || root === "") {
    throw new Error("Set MASTERY_REFERENCE_DIR to the folder that holds okta/ and asl-conformance/");
  }
  return join(root, ...parts);
}
