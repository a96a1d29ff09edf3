import { type Command, TENANT_OPTION, textOf } from "../command.ts";
import { operatorName } from "../operator-name.ts";
import { requiredTenant } from "../required-tenant.ts";

const PATH = ["hook", "remove"];

/** `mastery hook remove` */
export const hookRemove: Command = {
  path: PATH,
  usage: "hook remove --tenant ID [--by NAME]",
  summary: "deletes the tenant's event hook in its org, and takes no delivery any more",
  details: ["--tenant ID   whose event hook", "--by NAME     who removes it (default: your user name)"],
  options: { ...TENANT_OPTION, by: { type: "string" } },
  positionals: { min: 0, max: 0 },
  run: async ({ values, connect }) => {
    const tenantId = requiredTenant(values, "an event hook belongs to a tenant", PATH);
    const by = operatorName(textOf(values, "by"), PATH);
    const output = await (await connect()).call("hook.remove", { tenantId, by });
    const removed = output.removed.length === 0 ? "none was there" : `deleted ${output.removed.join(", ")}`;
    return { output, text: `tenant ${tenantId}: event hook removed in its org (${removed})` };
  },
};
