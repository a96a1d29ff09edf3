import { type Command, textOf } from "../command.ts";
import { describeExport, exportTo } from "../export-folder.ts";
import { UsageError } from "../usage-error.ts";

/** `mastery tenant export`: works for a tenant that is out of service as well. */
export const tenantExport: Command = {
  path: ["tenant", "export"],
  usage: "tenant export ID --to DIR",
  summary: "writes everything that is stored of a tenant, secrets left out, and reads it back",
  details: [
    "--to DIR   a new folder: JSON Lines per kind, and manifest.json with counts and SHA-256; yours alone to open",
    "It holds personal data. `tenant verify-export DIR` checks it again later.",
  ],
  options: { to: { type: "string" } },
  positionals: { min: 1, max: 1 },
  run: async ({ positionals: [tenantId = ""], values, connect }) => {
    const dir = textOf(values, "to");
    if (dir === undefined) throw new UsageError("tenant export needs --to DIR", ["tenant", "export"]);
    const output = await exportTo(dir, tenantId, await connect());
    return { output, text: `tenant ${tenantId}: exported ${describeExport(dir, output)}` };
  },
};
