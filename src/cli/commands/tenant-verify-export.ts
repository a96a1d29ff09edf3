import type { Command } from "../command.ts";
import { describeExport, verifyExport } from "../export-folder.ts";

/** `mastery tenant verify-export`: needs no data folder, so that it works wherever an export is kept. */
export const tenantVerifyExport: Command = {
  path: ["tenant", "verify-export"],
  usage: "tenant verify-export DIR",
  summary: "checks that an export is whole: files, sums, records, audit trails",
  options: {},
  positionals: { min: 1, max: 1 },
  run: async ({ positionals: [dir = ""] }) => {
    const output = await verifyExport(dir);
    return { output, text: `tenant ${output.tenantId}: ${describeExport(dir, output)}` };
  },
};
