import type { Command } from "../command.ts";
import { ORDER_OPTIONS, orderDetails, readAt, readInstruction } from "../order-options.ts";
import { followHints, placedText } from "../order-text.ts";
import { facts } from "../table.ts";

const PATH = ["person", "return"];

/** `mastery person return` */
export const personReturn: Command = {
  path: PATH,
  usage: "person return WHO --tenant ID --reason TEXT [--at WHEN] [--ticket T] [--by NAME]",
  summary: "orders the return from a leave of absence, or lifts a containment: sign-in is restored",
  details: orderDetails("start"),
  options: ORDER_OPTIONS,
  positionals: { min: 1, max: 1 },
  run: async ({ values, positionals: [who = ""], connect }) => {
    const input = { who, ...readInstruction(values, PATH), ...readAt(values) };
    const operator = await connect();
    const output = await operator.call("person.return", input);
    const hints = followHints(output, operator);
    if (!output.lifted) return { output, text: placedText(output), hints };
    const { personKey, label, tenantId, lifted } = output;
    const text = facts([
      ["lifted", `the containment (order ${lifted.join(", ")})`],
      ["person", label === undefined ? personKey : `${label}, ${personKey}`],
      ["tenant", tenantId],
    ]);
    return { output, text, hints };
  },
};
