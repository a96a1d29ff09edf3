import { amendedText, readAmendment } from "../amended-text.ts";
import { type Command, TENANT_OPTION } from "../command.ts";
import { BY_LINE } from "../order-options.ts";
import { followHints } from "../order-text.ts";

const PATH = ["orders", "withdraw"];

/** `mastery orders withdraw` */
export const ordersWithdraw: Command = {
  path: PATH,
  usage: "orders withdraw ORDER --tenant ID --reason TEXT [--by NAME]",
  summary: "takes an order back before it is carried out; lifts a containment",
  details: ["ORDER       its id, from `mastery orders list`", BY_LINE],
  options: { ...TENANT_OPTION, reason: { type: "string" }, by: { type: "string" } },
  positionals: { min: 1, max: 1 },
  run: async ({ values, positionals: [orderId = ""], connect }) => {
    const input = { orderId, ...readAmendment(values, PATH) };
    const operator = await connect();
    const output = await operator.call("orders.withdraw", input);
    return { output, text: amendedText(output, "withdrawn"), hints: followHints(output, operator) };
  },
};
