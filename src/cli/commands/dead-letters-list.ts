import { type Command, TENANT_OPTION, tenantFilter } from "../command.ts";
import { table } from "../table.ts";

/** `mastery dead-letters list` */
export const deadLettersList: Command = {
  path: ["dead-letters", "list"],
  usage: "dead-letters list [--tenant ID]",
  summary: "messages that were given up after their last try",
  options: TENANT_OPTION,
  positionals: { min: 0, max: 0 },
  run: async ({ values, connect }) => {
    const output = await (await connect()).call("dead-letters.list", tenantFilter(values));
    const rows = output.letters.map(({ id, queue, tenantId, receives, at, about }) => [
      id,
      queue,
      tenantId,
      receives,
      at,
      about["eventType"] ?? about["personKey"],
    ]);
    const columns = ["MESSAGE", "QUEUE", "TENANT", "RECEIVES", "SINCE", "ABOUT"];
    return { output, text: rows.length === 0 ? "no dead letters" : table(columns, rows) };
  },
};
