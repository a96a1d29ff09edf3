import { type Command, textsOf } from "../command.ts";
import { ORDER_OPTIONS, orderDetails, readAt, readInstruction, readSet, readTexts } from "../order-options.ts";
import { followHints, placedText } from "../order-text.ts";

const PATH = ["person", "change"];

/** `mastery person change` */
export const personChange: Command = {
  path: PATH,
  usage:
    "person change WHO --tenant ID --reason TEXT [--set ATTRIBUTE=VALUE]… [--clear ATTRIBUTE]… [--title T] [--department D] [--manager LOGIN] [--end DATE] [--sponsor LOGIN] [--at WHEN] [--ticket T] [--by NAME]",
  summary: "orders other attributes, carried out once; groups and managers' notes follow as in any move",
  details: [
    ...orderDetails("start"),
    "--set       an Okta attribute by name, as often as needed; --clear empties one",
    "--end DATE  the last day; --sponsor LOGIN, who answers for a contractor",
  ],
  options: {
    ...ORDER_OPTIONS,
    set: { type: "string", multiple: true },
    clear: { type: "string", multiple: true },
    title: { type: "string" },
    department: { type: "string" },
    manager: { type: "string" },
    end: { type: "string" },
    sponsor: { type: "string" },
  },
  positionals: { min: 1, max: 1 },
  run: async ({ values, positionals: [who = ""], connect }) => {
    const members = {
      title: "title",
      department: "department",
      manager: "manager",
      endDate: "end",
      sponsor: "sponsor",
    };
    const input = {
      who,
      ...readInstruction(values, PATH),
      ...readAt(values),
      set: readSet(values, PATH),
      clear: [...textsOf(values, "clear")],
      ...readTexts(values, members),
    };
    const operator = await connect();
    const output = await operator.call("person.change", input);
    const { changes, endDate, sponsor } = output.order;
    const what = [
      ...Object.entries(changes).map(([name, value]) => `${name} ${value === null ? "cleared" : `= ${value}`}`),
      ...(endDate === undefined ? [] : [`last day ${endDate}`]),
      ...(sponsor === undefined ? [] : [`sponsor ${sponsor}`]),
    ];
    return { output, text: placedText(output, `change: ${what.join(", ")}`), hints: followHints(output, operator) };
  },
};
