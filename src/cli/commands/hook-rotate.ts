import { type Command, TENANT_OPTION, textOf } from "../command.ts";
import { operatorName } from "../operator-name.ts";
import { requiredTenant } from "../required-tenant.ts";
import { UsageError } from "../usage-error.ts";

const PATH = ["hook", "rotate"];

/** `mastery hook rotate` */
export const hookRotate: Command = {
  path: PATH,
  usage: "hook rotate --tenant ID [--overlap MINUTES | --drop-old] [--by NAME]",
  summary: "gives the event hook a new secret, in Okta and here, and takes the old one for a while",
  details: [
    "--tenant ID         whose event hook",
    "--overlap MINUTES   how long the old secret is taken (default 60; Okta changes over within minutes)",
    "--drop-old          changes nothing in Okta: takes the old secret no more",
    "--by NAME           who rotates it (default: your user name)",
  ],
  options: {
    ...TENANT_OPTION,
    overlap: { type: "string" },
    "drop-old": { type: "boolean" },
    by: { type: "string" },
  },
  positionals: { min: 0, max: 0 },
  run: async ({ values, connect }) => {
    const tenantId = requiredTenant(values, "an event hook belongs to a tenant", PATH);
    const overlap = textOf(values, "overlap");
    const dropOld = values["drop-old"] === true;
    if (overlap !== undefined && (dropOld || !/^\d{1,5}$/.test(overlap)))
      throw new UsageError("--overlap takes whole minutes up to 10080, and does not go with --drop-old", PATH);
    const by = operatorName(textOf(values, "by"), PATH);
    const input = { tenantId, dropOld, by, ...(overlap === undefined ? {} : { overlapMinutes: Number(overlap) }) };
    const output = await (await connect()).call("hook.rotate", input);
    const { change, orgHookId, oldTakenUntil } = output;
    const what =
      change === "dropped"
        ? "the old secret is taken no more"
        : `event hook ${orgHookId} ${change === "rotated" ? "has a new secret" : "has the secret that was under way"}`;
    const old = oldTakenUntil ? `, the old one is taken until ${oldTakenUntil}` : "";
    return { output, text: `tenant ${tenantId}: ${what}${old}` };
  },
};
