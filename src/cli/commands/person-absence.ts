import type { Command } from "../command.ts";
import { ORDER_OPTIONS, orderDetails, readAt, readInstruction } from "../order-options.ts";
import { followHints, placedText } from "../order-text.ts";

const PATH = ["person", "absence"];

/** `mastery person absence` */
export const personAbsence: Command = {
  path: PATH,
  usage: "person absence WHO --tenant ID --reason TEXT [--at WHEN] [--ticket T] [--by NAME]",
  summary: "orders a leave of absence: sign-in is suspended; groups, roles and licences stay",
  details: orderDetails("start"),
  options: ORDER_OPTIONS,
  positionals: { min: 1, max: 1 },
  run: async ({ values, positionals: [who = ""], connect }) => {
    const input = { who, ...readInstruction(values, PATH), ...readAt(values) };
    const operator = await connect();
    const output = await operator.call("person.absence", input);
    return { output, text: placedText(output), hints: followHints(output, operator) };
  },
};
