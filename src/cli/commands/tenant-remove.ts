import type { Command } from "../command.ts";

/** `mastery tenant remove` */
export const tenantRemove: Command = {
  path: ["tenant", "remove"],
  usage: "tenant remove ID",
  summary: "takes a tenant out of service: config, hook and secrets; people and audit trails stay",
  details: ["Applying its file again, with its secrets, takes up where this left off."],
  options: {},
  positionals: { min: 1, max: 1 },
  run: async ({ positionals: [tenantId = ""], connect }) => {
    const output = await (await connect()).call("tenant.remove", { tenantId });
    const secrets = output.removedSecrets.length === 0 ? "" : ` and the secrets ${output.removedSecrets.join(", ")}`;
    const text = `tenant ${tenantId} is out of service: removed its hook, ${output.removedVersions} versions of its config${secrets}`;
    const hints = ["switch the event hook off in its Okta org as well: its calls are refused from now on"];
    return { output, text, hints };
  },
};
