import { validateTenantFile } from "../../api/tenant-validate.ts";
import type { Command } from "../command.ts";
import { printable } from "../table.ts";
import { readTenantFiles } from "../tenant-files.ts";

/** `mastery tenant validate`: needs no data folder, so that an editor or a pipeline can run it. */
export const tenantValidate: Command = {
  path: ["tenant", "validate"],
  usage: "tenant validate FILE|DIR",
  summary: "says everything that is wrong with tenant files",
  options: {},
  positionals: { min: 1, max: 1 },
  run: async ({ positionals: [path = ""] }) => {
    const files = readTenantFiles(path).map(validateTenantFile);
    const lines = files.flatMap(({ file, valid, tenantId, problems }) =>
      valid
        ? [`${file}: valid, tenant ${tenantId}`]
        : problems.map((problem) => printable(`${file}: ${problem.path || "the file"}: ${problem.message}`)),
    );
    return { output: { files }, text: lines.join("\n"), failed: files.some(({ valid }) => !valid) };
  },
};
