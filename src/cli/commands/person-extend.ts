import { type Command, textOf } from "../command.ts";
import { BY_LINE, ORDER_OPTIONS, readInstruction } from "../order-options.ts";
import { followHints, placedText } from "../order-text.ts";
import { UsageError } from "../usage-error.ts";

const PATH = ["person", "extend"];
const { at: _holdsAtOnce, ...OPTIONS } = ORDER_OPTIONS;

/** `mastery person extend` */
export const personExtend: Command = {
  path: PATH,
  usage: "person extend WHO --tenant ID --end DATE --reason TEXT [--ticket T] [--by NAME]",
  summary: "gives somebody's engagement another last day; reminders are sent anew",
  details: [
    "WHO         a person key (p-…), an Okta user id or an Okta login",
    "--end DATE  the last day, in the tenant's time zone",
    BY_LINE,
  ],
  options: { ...OPTIONS, end: { type: "string" } },
  positionals: { min: 1, max: 1 },
  run: async ({ values, positionals: [who = ""], connect }) => {
    const endDate = textOf(values, "end");
    if (!endDate) throw new UsageError("--end DATE is required: the new last day", PATH);
    const input = { who, ...readInstruction(values, PATH), endDate };
    const operator = await connect();
    const output = await operator.call("person.change", input);
    return { output, text: placedText(output, `extension: last day ${endDate}`), hints: followHints(output, operator) };
  },
};
