import { amendedText, readAmendment } from "../amended-text.ts";
import { type Command, TENANT_OPTION, textOf } from "../command.ts";
import { BY_LINE } from "../order-options.ts";
import { followHints } from "../order-text.ts";
import { UsageError } from "../usage-error.ts";

const PATH = ["orders", "change"];

/** `mastery orders change` */
export const ordersChange: Command = {
  path: PATH,
  usage: "orders change ORDER --tenant ID --at WHEN --reason TEXT [--by NAME]",
  summary: "moves an order to another time before it is carried out; of a hire, the first day",
  details: ["ORDER       its id, from `mastery orders list`", "--at WHEN   as when it was ordered", BY_LINE],
  options: { ...TENANT_OPTION, at: { type: "string" }, reason: { type: "string" }, by: { type: "string" } },
  positionals: { min: 1, max: 1 },
  run: async ({ values, positionals: [orderId = ""], connect }) => {
    const at = textOf(values, "at");
    if (!at) throw new UsageError("--at WHEN is required: the new time", PATH);
    const input = { orderId, at, ...readAmendment(values, PATH) };
    const operator = await connect();
    const output = await operator.call("orders.change", input);
    return { output, text: amendedText(output, "moved"), hints: followHints(output, operator) };
  },
};
