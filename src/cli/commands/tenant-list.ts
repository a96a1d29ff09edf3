import type { Command } from "../command.ts";
import { table } from "../table.ts";

/** `mastery tenant list` */
export const tenantList: Command = {
  path: ["tenant", "list"],
  usage: "tenant list",
  summary: "every tenant, those that lack a secret first",
  options: {},
  positionals: { min: 0, max: 0 },
  run: async ({ connect }) => {
    const output = await (await connect()).call("tenant.list", {});
    const rows = output.tenants.map((tenant) => [
      tenant.tenantId,
      tenant.name,
      tenant.mode,
      tenant.orgUrl,
      tenant.configVersion,
      tenant.appliedAt,
      tenant.missingSecrets.join(", "),
    ]);
    const columns = ["TENANT", "NAME", "MASTERY", "OKTA ORG", "VERSION", "APPLIED", "MISSING SECRETS"];
    const text = rows.length === 0 ? "no tenant yet; apply one with `mastery tenant apply FILE`" : table(columns, rows);
    return { output, text };
  },
};
