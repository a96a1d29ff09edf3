import type { Command } from "../command.ts";
import { facts, section, table } from "../table.ts";

/** `mastery tenant show` */
export const tenantShow: Command = {
  path: ["tenant", "show"],
  usage: "tenant show ID",
  summary: "one tenant: config, authority, secrets that are stored, versions",
  options: {},
  positionals: { min: 1, max: 1 },
  run: async ({ positionals: [tenantId = ""], connect }) => {
    const output = await (await connect()).call("tenant.show", { tenantId });
    const { record, mastery, secrets, versions, hookPath } = output;
    const { config } = record;
    const owners = Object.entries({ ...mastery.attributes, ...mastery.steps });
    const text =
      facts([
        ["tenant", config.id],
        ["name", config.name],
        ["mastery", `${config.mode} (authority: ${mastery.authority})`],
        ["okta org", config.okta.orgUrl],
        ["time zone", config.policy.timeZone],
        ["event hook", hookPath],
        ["onboarded", record.onboardedAt],
        ["version", record.configVersion],
      ]) +
      section("Warnings", mastery.warnings.join("\n")) +
      section("Who decides", table(["WHAT", "SYSTEM"], owners)) +
      section("Secrets", secrets.map(({ name, stored }) => `${name}: ${stored ? "stored" : "missing"}`).join("\n")) +
      section("Versions", versions.map((version) => `${version.configVersion}  ${version.appliedAt}`).join("\n")) +
      section("Policy", JSON.stringify(config.policy, undefined, 2));
    return { output, text };
  },
};
