import type { Command } from "../command.ts";
import { facts } from "../table.ts";

/** `mastery dead-letters show` */
export const deadLettersShow: Command = {
  path: ["dead-letters", "show"],
  usage: "dead-letters show MESSAGE",
  summary: "what a message that was given up is about: ids and kinds",
  options: {},
  positionals: { min: 1, max: 1 },
  run: async ({ positionals: [id = ""], connect }) => {
    const output = await (await connect()).call("dead-letters.show", { id });
    const { queue, tenantId, receives, at, about } = output;
    const lines = [
      ["message", id],
      ["queue", queue],
      ["tenant", tenantId],
      ["receives", receives],
      ["since", at],
    ] as const;
    return { output, text: facts([...lines, ...Object.entries(about)]) };
  },
};
