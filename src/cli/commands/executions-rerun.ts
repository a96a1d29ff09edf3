import { type Command, textOf } from "../command.ts";
import { operatorName } from "../operator-name.ts";

const PATH = ["executions", "rerun"];

/** `mastery executions rerun` */
export const executionsRerun: Command = {
  path: PATH,
  usage: "executions rerun ID [--by NAME]",
  summary: "decides afresh for the person of an execution",
  details: ["--by NAME   who asks for it (default: your user name)"],
  options: { by: { type: "string" } },
  positionals: { min: 1, max: 1 },
  run: async ({ values, positionals: [execution = ""], connect }) => {
    const requestedBy = operatorName(textOf(values, "by"), PATH);
    const operator = await connect();
    const output = await operator.call("executions.rerun", { execution, requestedBy });
    const { tenantId, personKey, waitsFor } = output;
    const when = waitsFor === undefined ? "without delay" : `when ${waitsFor} has ended`;
    const where = operator.place === "folder" ? ", once `npm start` runs on this data folder" : "";
    return { output, text: `person ${personKey} of tenant ${tenantId} is looked at again ${when}${where}` };
  },
};
