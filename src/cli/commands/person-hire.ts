import { type Command, textOf } from "../command.ts";
import { BY_LINE, ORDER_OPTIONS, readInstruction, readSet, readTexts } from "../order-options.ts";
import { followHints, placedText } from "../order-text.ts";
import { UsageError } from "../usage-error.ts";

const PATH = ["person", "hire"];
const { at: _seeStart, ...OPTIONS } = ORDER_OPTIONS;
const TYPES = { employee: "employee", contractor: "contingent", intern: "intern", other: "other" } as const;
const text = { type: "string" } as const;

/** `mastery person hire` */
export const personHire: Command = {
  path: PATH,
  usage:
    "person hire --tenant ID --given NAME --family NAME --email ADDRESS --reason TEXT [--login L] [--personal-email ADDRESS] [--manager LOGIN] [--title T] [--department D] [--worker-type employee|contractor|intern|other] [--start DATE] [--end DATE] [--sponsor LOGIN] [--set ATTRIBUTE=VALUE]… [--ticket T] [--by NAME]",
  summary: "engages somebody: a new account, or the one that bears the login; opens that of somebody who has left",
  details: [
    "--login L        the account's login (default: the e-mail address)",
    "--start DATE     the first day of work (default: at once); the account is made as many days ahead as the policy says",
    "--end DATE       the last day; a contractor has one",
    "--sponsor LOGIN  who answers for a contractor, and is reminded before the end",
    BY_LINE,
  ],
  options: {
    ...OPTIONS,
    ...{ given: text, family: text, login: text, email: text, "personal-email": text, manager: text, title: text },
    ...{ department: text, "worker-type": text, start: text, end: text, sponsor: text },
    set: { type: "string", multiple: true },
  },
  positionals: { min: 0, max: 0 },
  run: async ({ values, connect }) => {
    const type = textOf(values, "worker-type") ?? "employee";
    if (!isType(type)) throw new UsageError(`--worker-type is one of ${Object.keys(TYPES).join(", ")}`, PATH);
    const required = (option: string): string => {
      const value = textOf(values, option);
      if (!value) throw new UsageError(`--${option} is required`, PATH);
      return value;
    };
    const input = {
      ...readInstruction(values, PATH),
      ...{ given: required("given"), family: required("family"), email: required("email") },
      ...readTexts(values, { login: "login", personalEmail: "personal-email", manager: "manager", title: "title" }),
      ...readTexts(values, { department: "department", startDate: "start", endDate: "end", sponsor: "sponsor" }),
      workerType: TYPES[type],
      set: readSet(values, PATH),
    };
    const operator = await connect();
    const output = await operator.call("person.hire", input);
    const { login, startDate, endDate } = output.order.engagement;
    const dates = [startDate && `from ${startDate}`, endDate && `until ${endDate}`].filter(Boolean).join(" ");
    const what = `hire of ${login} as ${type}${dates ? ` ${dates}` : ""}`;
    return { output, text: placedText(output, what), hints: followHints(output, operator) };
  },
};

const isType = (type: string): type is keyof typeof TYPES => Object.hasOwn(TYPES, type);
