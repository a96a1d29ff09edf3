import { type Command, textOf } from "../command.ts";
import { operatorName } from "../operator-name.ts";

const PATH = ["tenant", "resume"];

/** `mastery tenant resume` */
export const tenantResume: Command = {
  path: PATH,
  usage: "tenant resume ID [--by NAME]",
  summary: "ends a pause: everybody who waited is looked at, leavers first",
  options: { by: { type: "string" } },
  positionals: { min: 1, max: 1 },
  run: async ({ positionals: [tenantId = ""], values, connect }) => {
    const by = operatorName(textOf(values, "by"), PATH);
    const output = await (await connect()).call("tenant.resume", { tenantId, by });
    const { pausedSince, asked } = output;
    const was = pausedSince === undefined ? "was not paused" : `is at work again, paused since ${pausedSince}`;
    return { output, text: `tenant ${tenantId} ${was}; ${asked} looks asked for` };
  },
};
