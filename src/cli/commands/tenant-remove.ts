import type { RemovedTenant } from "../../api/tenant-remove.ts";
import { type Command, textOf } from "../command.ts";
import { describeExport, exportTo } from "../export-folder.ts";
import type { Operator } from "../operator.ts";
import { operatorName } from "../operator-name.ts";
import { UsageError } from "../usage-error.ts";

const PATH = ["tenant", "remove"];

/** `mastery tenant remove`: an export that was asked for is written and read back before anything goes. */
export const tenantRemove: Command = {
  path: PATH,
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
      throw new UsageError("--with-data removes people and audit trails for good; it needs --export-to DIR", PATH);
    const operator = await connect();
    await operator.call("tenant.remove", { tenantId, withData, checkOnly: true });
    const exported = dir === undefined ? undefined : await exportTo(dir, tenantId, operator);
    const orgHook = await removeOrgHook(tenantId, operator);
    const removed = await operator.call("tenant.remove", { tenantId, withData });
    const lines = [
      ...(exported && dir !== undefined ? [`tenant ${tenantId}: exported ${describeExport(dir, exported)}`] : []),
      describe(removed),
      ...(orgHook.removed ? [`removed its event hook in the Okta org: ${orgHook.removed}`] : []),
    ];
    const output = { ...removed, ...(exported ? { exported } : {}), orgHook };
    return { output, text: lines.join("\n"), hints: orgHook.left ? [orgHook.left] : [] };
  },
};

/** An org that does not answer, or has shut us out, keeps nobody from ending a contract. */
async function removeOrgHook(tenantId: string, operator: Operator): Promise<{ removed?: string; left?: string }> {
  try {
    const { removed } = await operator.call("hook.remove", { tenantId, by: operatorName(undefined, PATH) });
    return { removed: removed.join(", ") || "there was none" };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      left: `switch its event hook off in the Okta org, where it could not be removed (${why}); its calls are refused`,
    };
  }
}

function describe({ tenantId, removedHooks, removedVersions, removedSecrets, removedData }: RemovedTenant): string {
  const secrets = removedSecrets.length === 0 ? "" : ` and the secrets ${removedSecrets.join(", ")}`;
  const line = `tenant ${tenantId} is out of service: removed ${removedHooks} hook records, ${removedVersions} versions of its config${secrets}`;
  if (removedData === undefined) return line;
  const counts = Object.entries(removedData).map(([kind, count]) => `${count} ${kind}`);
  return `${line}\nremoved its data: ${counts.join(", ") || "there was none"}; read again, nothing is left`;
}
