import { type Command, textOf } from "../command.ts";
import { operatorName } from "../operator-name.ts";
import { UsageError } from "../usage-error.ts";

const PATH = ["tenant", "pause"];

/** `mastery tenant pause` */
export const tenantPause: Command = {
  path: PATH,
  usage: "tenant pause ID --reason TEXT [--by NAME]",
  summary: "nobody of the tenant is looked at any more, leavers included, until `tenant resume`",
  details: ["Events and orders are recorded and wait. Executions that run already go on to their end."],
  options: { reason: { type: "string" }, by: { type: "string" } },
  positionals: { min: 1, max: 1 },
  run: async ({ positionals: [tenantId = ""], values, connect }) => {
    const reason = textOf(values, "reason");
    if (!reason?.trim()) throw new UsageError("--reason TEXT is required: the audit trail keeps it", PATH);
    const by = operatorName(textOf(values, "by"), PATH);
    const output = await (await connect()).call("tenant.pause", { tenantId, reason, by });
    const { since, inFlight } = output;
    const running = inFlight === 0 ? "" : `; ${inFlight} executions go on to their end`;
    return {
      output,
      text: `tenant ${tenantId} is paused since ${since} by ${output.by}: ${output.reason}${running}`,
      hints: [`nobody is let in or out meanwhile; go on with \`mastery tenant resume ${tenantId}\``],
    };
  },
};
