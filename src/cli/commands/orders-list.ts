import type { OrderLine } from "../../api/orders-list.ts";
import { type Command, TENANT_OPTION, tenantFilter, textOf } from "../command.ts";
import { onTheClock } from "../order-text.ts";
import { table } from "../table.ts";

const COLUMNS = ["TENANT", "STATE", "FROM", "WHAT", "PERSON", "NAME", "BY", "TICKET", "REASON", "ORDER"];

/** `mastery orders list` */
export const ordersList: Command = {
  path: ["orders", "list"],
  usage: "orders list [--tenant ID] [--person WHO]",
  summary: "what operators ordered: what is to come or holds first, by date",
  options: { ...TENANT_OPTION, person: { type: "string" } },
  positionals: { min: 0, max: 0 },
  run: async ({ values, connect }) => {
    const who = textOf(values, "person");
    const input = { ...tenantFilter(values), ...(who === undefined ? {} : { who }) };
    const output = await (await connect()).call("orders.list", input);
    return {
      output,
      text: output.orders.length === 0 ? "nothing was ordered" : table(COLUMNS, output.orders.map(row)),
    };
  },
};

function row({ tenantId, timeZone, personKey, label, state, order }: OrderLine): readonly (string | undefined)[] {
  const from = onTheClock(order.at, timeZone).replace(/ \(.*$/, "");
  const what = whatOf(order);
  return [tenantId, state, from, what, personKey, label, order.orderedBy, order.ticket, order.reason, order.id];
}

function whatOf(order: OrderLine["order"]): string {
  if (order.kind === "change") {
    const until = order.endDate === undefined ? [] : [`last day ${order.endDate}`];
    return `change ${[...new Set([...Object.keys(order.changes), ...until])].join(", ")}`.trim();
  }
  if (order.kind !== "hire") return order.kind;
  const { startDate, endDate } = order.engagement;
  return ["hire", startDate && `from ${startDate}`, endDate && `until ${endDate}`].filter(Boolean).join(" ");
}
