import type { RemovedTenant } from "../../api/tenant-remove.ts";
import { type Command, textOf } from "../command.ts";
import { describeExport, exportTo } from "../export-folder.ts";
import { UsageError } from "../usage-error.ts";

/** `mastery tenant remove`: an export that was asked for is written and read back before anything goes. */
export const tenantRemove: Command = {
  path: ["tenant", "remove"],
  usage: "tenant remove ID [--export-to DIR] [--with-data]",
  summary: "takes a tenant out of service: config, hook and secrets; with --with-data everything",
  details: [
    "--export-to DIR   first writes an export, as `tenant export` does, and reads it back; needed with --with-data",
    "--with-data       also removes people, runs, audit trails, events and messages, for good",
    "Without it they stay, and applying the tenant's file again, with its secrets, takes up where this left off.",
    "Refused while executions of the tenant run. What was cut short is finished by the same command.",
  ],
  options: { "export-to": { type: "string" }, "with-data": { type: "boolean" } },
  positionals: { min: 1, max: 1 },
  run: async ({ positionals: [tenantId = ""], values, connect }) => {
    const dir = textOf(values, "export-to");
    const withData = values["with-data"] === true;
    if (withData && dir === undefined)
      throw new UsageError("--with-data removes people and audit trails for good; it needs --export-to DIR", [
        "tenant",
        "remove",
      ]);
    const operator = await connect();
    await operator.call("tenant.remove", { tenantId, withData, checkOnly: true });
    const exported = dir === undefined ? undefined : await exportTo(dir, tenantId, operator);
    const removed = await operator.call("tenant.remove", { tenantId, withData });
    const lines = [
      ...(exported && dir !== undefined ? [`tenant ${tenantId}: exported ${describeExport(dir, exported)}`] : []),
      describe(removed),
    ];
    const hints = ["switch the event hook off in its Okta org as well: its calls are refused from now on"];
    return { output: { ...removed, ...(exported ? { exported } : {}) }, text: lines.join("\n"), hints };
  },
};

function describe({ tenantId, removedHooks, removedVersions, removedSecrets, removedData }: RemovedTenant): string {
  const secrets = removedSecrets.length === 0 ? "" : ` and the secrets ${removedSecrets.join(", ")}`;
  const line = `tenant ${tenantId} is out of service: removed ${removedHooks} hooks, ${removedVersions} versions of its config${secrets}`;
  if (removedData === undefined) return line;
  const counts = Object.entries(removedData).map(([kind, count]) => `${count} ${kind}`);
  return `${line}\nremoved its data: ${counts.join(", ") || "there was none"}; read again, nothing is left`;
}
