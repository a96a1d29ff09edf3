import { type Command, TENANT_OPTION, textOf } from "../command.ts";
import { operatorName } from "../operator-name.ts";
import { requiredTenant } from "../required-tenant.ts";

const PATH = ["secret", "remove"];

/** `mastery secret remove` */
export const secretRemove: Command = {
  path: PATH,
  usage: "secret remove NAME --tenant ID [--by NAME]",
  summary: "takes a sealed secret away; that it was there stays written down",
  details: ["--tenant ID   whose secret", "--by NAME     who removes it (default: your user name)"],
  options: { ...TENANT_OPTION, by: { type: "string" } },
  positionals: { min: 1, max: 1 },
  run: async ({ values, positionals: [name = ""], connect }) => {
    const tenantId = requiredTenant(values, "a secret belongs to a tenant", PATH);
    const by = operatorName(textOf(values, "by"), PATH);
    const output = await (await connect()).call("secret.remove", { tenantId, name, by });
    const hints = output.usedBy.length === 0 ? [] : [`the config still asks for it: ${output.usedBy.join(", ")}`];
    return { output, text: `tenant ${tenantId}: ${name} is removed`, hints };
  },
};
