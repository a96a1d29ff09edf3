import type { Leave } from "../../api/person-leave.ts";
import type { Command } from "../command.ts";
import { ORDER_OPTIONS, orderDetails, readAt, readInstruction } from "../order-options.ts";
import { followHints, placedText } from "../order-text.ts";

const PATH = ["person", "leave"];

/** `mastery person leave` */
export const personLeave: Command = {
  path: PATH,
  usage: "person leave WHO --tenant ID --reason TEXT [--at WHEN] [--ticket T] [--by NAME]",
  summary: "orders that somebody leaves; ends their access from that moment on",
  details: [
    ...orderDetails("end"),
    "Where another system decides who leaves, access is contained: cut at once, until that system has ended the account.",
  ],
  options: ORDER_OPTIONS,
  positionals: { min: 1, max: 1 },
  run: async ({ values, positionals: [who = ""], connect }) => {
    const input = { who, ...readInstruction(values, PATH), ...readAt(values) };
    const operator = await connect();
    const output = await operator.call("person.leave", input);
    return { output, text: describe(output), hints: [...endHints(output), ...followHints(output, operator)] };
  },
};

function describe(leave: Leave): string {
  return leave.endIn ? placedText(leave, "containment: access is to be cut, reversibly") : placedText(leave);
}

function endHints({ endIn }: Leave): readonly string[] {
  if (!endIn) return [];
  return [
    `${endIn.authority} decides who leaves this tenant: end the account there too (${endIn.rightPlace}); until then it is looked at again and again`,
  ];
}
