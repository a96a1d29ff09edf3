import { type Command, TENANT_OPTION, textOf } from "../command.ts";
import { operatorName } from "../operator-name.ts";
import { requiredTenant } from "../required-tenant.ts";
import { UsageError } from "../usage-error.ts";

const PATH = ["hook", "register"];

/** `mastery hook register` */
export const hookRegister: Command = {
  path: PATH,
  usage: "hook register --tenant ID --url BASE [--by NAME]",
  summary: "has the tenant's org call us: creates or adopts its event hook, verified and read back",
  details: [
    "--tenant ID   whose org",
    "--url BASE    where Okta reaches us: the stack's ApiUrl, or the address that leads to a local process",
    "--by NAME     who registers it (default: your user name)",
    "Its secret is made here and shown to nobody. Doing it again mends what has been changed since.",
  ],
  options: { ...TENANT_OPTION, url: { type: "string" }, by: { type: "string" } },
  positionals: { min: 0, max: 0 },
  run: async ({ values, connect }) => {
    const tenantId = requiredTenant(values, "an event hook belongs to a tenant", PATH);
    const url = textOf(values, "url");
    if (!url) throw new UsageError("--url BASE is required: Okta must know where we are", PATH);
    const by = operatorName(textOf(values, "by"), PATH);
    const output = await (await connect()).call("hook.register", { tenantId, url, by });
    const { hook, change, others } = output;
    const hints = others.map((id) => `the org's event hook ${id} calls us too, which nobody needs: delete it there`);
    const text = `tenant ${tenantId}: event hook ${hook.id} ${change}, verified, ${hook.eventTypes.length} event types to ${hook.url}`;
    return { output, text, hints };
  },
};
