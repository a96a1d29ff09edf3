import { type Command, TENANT_OPTION, tenantFilter } from "../command.ts";
import { table } from "../table.ts";

/** `mastery secret list` */
export const secretList: Command = {
  path: ["secret", "list"],
  usage: "secret list [--tenant ID]",
  summary: "which secrets the configs ask for, which are set, when and by whom; missing ones first, never a value",
  options: TENANT_OPTION,
  positionals: { min: 0, max: 0 },
  run: async ({ values, connect }) => {
    const output = await (await connect()).call("secret.list", tenantFilter(values));
    const rows = output.secrets.map((secret) => [
      secret.tenantId,
      secret.name,
      secret.state,
      secret.usedBy.join(", "),
      secret.setAt,
      secret.setBy,
    ]);
    const hints = output.secrets
      .filter(({ state }) => state === "missing")
      .map(({ tenantId, name }) => `give it with \`mastery secret set ${name} --tenant ${tenantId} < FILE\``);
    const columns = ["TENANT", "SECRET", "STATE", "USED BY", "SET AT", "SET BY"];
    return { output, text: rows.length === 0 ? "no secrets" : table(columns, rows), hints };
  },
};
