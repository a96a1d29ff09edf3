import { type Command, TENANT_OPTION, tenantFilter } from "../command.ts";
import { UsageError } from "../usage-error.ts";

const PATH = ["dead-letters", "redrive"];

/** `mastery dead-letters redrive` */
export const deadLettersRedrive: Command = {
  path: PATH,
  usage: "dead-letters redrive MESSAGE | --all [--tenant ID]",
  summary: "sends messages that were given up on their way again, once their reason is mended",
  details: ["A message only says: look at this person. What is done already is not done twice."],
  options: { ...TENANT_OPTION, all: { type: "boolean" } },
  positionals: { min: 0, max: 1 },
  run: async ({ positionals: [id], values, connect }) => {
    if ((id !== undefined) === (values["all"] === true))
      throw new UsageError("name one message, or say --all (with --tenant ID: all of one tenant)", PATH);
    const input = id === undefined ? tenantFilter(values) : { id };
    const output = await (await connect()).call("dead-letters.redrive", input);
    return { output, text: `${output.redriven.length} messages are on their way again` };
  },
};
