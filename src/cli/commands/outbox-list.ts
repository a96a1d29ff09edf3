import type { WaitingMessage } from "../../api/outbox-list.ts";
import { type Command, TENANT_OPTION, tenantFilter } from "../command.ts";
import { table } from "../table.ts";

/** `mastery outbox list` */
export const outboxList: Command = {
  path: ["outbox", "list"],
  usage: "outbox list [--tenant ID]",
  summary: "messages and what became of them: first what is undelivered, and links that nobody has taken",
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
      deliveryText(message),
      message.hasLink ? "yes" : "",
      message.takenBy,
    ]);
    const columns = ["TENANT", "MESSAGE", "KIND", "TO", "SINCE", "DELIVERY", "LINK", "TAKEN BY"];
    return { output, text: rows.length === 0 ? "no messages" : table(columns, rows) };
  },
};

function deliveryText({ delivered, attempts, lastError }: WaitingMessage): string {
  if (delivered) return `${delivered.at} by ${delivered.by}: ${delivered.answer}`;
  const tries = attempts === 1 ? "1 attempt" : `${attempts} attempts`;
  return `undelivered after ${tries}${lastError === undefined ? "" : `: ${lastError}`}`;
}
