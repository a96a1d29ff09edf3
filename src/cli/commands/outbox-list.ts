import { type Command, TENANT_OPTION, tenantFilter } from "../command.ts";
import { table } from "../table.ts";

/** `mastery outbox list` */
export const outboxList: Command = {
  path: ["outbox", "list"],
  usage: "outbox list [--tenant ID]",
  summary: "notes and one-time links that wait to be delivered, links that nobody has taken first",
  options: TENANT_OPTION,
  positionals: { min: 0, max: 0 },
  run: async ({ values, connect }) => {
    const output = await (await connect()).call("outbox.list", tenantFilter(values));
    const rows = output.messages.map((message) => [
      message.tenantId,
      message.key,
      message.template,
      message.to,
      message.at,
      message.hasLink ? "yes" : "",
      message.takenBy,
    ]);
    const columns = ["TENANT", "MESSAGE", "KIND", "TO", "SINCE", "LINK", "TAKEN BY"];
    return { output, text: rows.length === 0 ? "no messages" : table(columns, rows) };
  },
};
