import type { HookStatus } from "../../api/hook-status.ts";
import { type Command, TENANT_OPTION } from "../command.ts";
import { requiredTenant } from "../required-tenant.ts";
import { facts, section } from "../table.ts";

const PATH = ["hook", "status"];

/** `mastery hook status` */
export const hookStatus: Command = {
  path: PATH,
  usage: "hook status --tenant ID",
  summary: "the tenant's event hook as its org sees it and as we do; exit status 1 when it does not work",
  options: TENANT_OPTION,
  positionals: { min: 0, max: 0 },
  run: async ({ values, connect }) => {
    const tenantId = requiredTenant(values, "an event hook belongs to a tenant", PATH);
    const output = await (await connect()).call("hook.status", { tenantId });
    return { output, text: describe(output), failed: output.problems.length > 0 };
  },
};

function describe(status: HookStatus): string {
  const { path, orgHooks, known, orgHosts, oldSecret, deliveries, problems } = status;
  const [first] = orgHooks ?? [];
  const state = first && `${first.active ? "active" : "inactive"}, ${first.verified ? "verified" : "not verified"}`;
  const taken = oldSecret && (oldSecret.until === undefined ? "until it is dropped" : `until ${oldSecret.until}`);
  const lines = facts([
    ["in Okta", first ? `${first.id}, ${state}, ${first.eventTypes.length} event types` : "no hook"],
    ["calls", first?.url],
    ["path", path],
    ["secret", known ? "known to the ingress" : "not known to the ingress"],
    ["old secret taken", taken],
    ["taken from", orgHosts.join(", ")],
    ["last delivery", deliveries ? `${deliveries.lastAt}, ${deliveries.ageSeconds} s ago` : "none yet"],
    ["with", deliveries && `the ${deliveries.lastWith} secret`],
    ["events", deliveries && `${deliveries.events}, of which ${deliveries.own} our own doing`],
  ]);
  return lines + section("does not work", problems.join("\n"));
}
