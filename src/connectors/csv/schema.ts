/** What a cell may hold, by the kind of its column. An empty cell is explicitly empty. */
import * as z from "zod";
import { CalendarDate, TimeZone } from "../../domain/time.ts";
import type { Column } from "./columns.ts";
import type { CsvFeedConfig, DateFormat } from "./config.ts";

const ORDER: Readonly<Record<DateFormat, RegExp>> = {
  "yyyy-MM-dd": /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)$/,
  "dd/MM/yyyy": /^(?<day>\d{1,2})\/(?<month>\d{1,2})\/(?<year>\d{4})$/,
  "MM/dd/yyyy": /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})$/,
};

const FLAGS: Readonly<Record<string, boolean>> = { true: true, yes: true, 1: true, false: false, no: false, 0: false };
const ENDINGS = ["voluntary", "involuntary", "unknown"] as const;
const LONGEST = 500;

/** Nothing that would break a line, hide text or turn it round: names reach mails, terminals and logs of other systems. */
const HIDDEN = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

const cell = (transform: (text: string, context: z.RefinementCtx<string>) => unknown) =>
  z.string().transform((text, context) => (text === "" ? null : transform(text, context)));

const refuse = (context: z.RefinementCtx<string>, message: string): never => {
  context.addIssue({ code: "custom", message });
  return z.NEVER;
};

const word = (text: string): string => text.toLowerCase();

/** A schema for the cells of each kind of column; messages never quote the cell. */
export type CellSchemas = Readonly<Record<Column["kind"], z.ZodType<unknown, string>>>;

/** How this feed writes things. */
export function cellSchemas({ dateFormat, statusValues, workerTypes }: CsvFeedConfig): CellSchemas {
  const text = cell((given, context) => {
    if (given.length > LONGEST) return refuse(context, `is longer than ${LONGEST} characters`);
    return HIDDEN.test(given) ? refuse(context, "holds a line break or another control character") : given;
  });
  return {
    text,
    date: cell(
      (given, context) => dateOf(given, dateFormat) ?? refuse(context, `is no date in the form ${dateFormat}`),
    ),
    "e-mail": text.refine((given) => given === null || z.email().safeParse(given).success, "is no e-mail address"),
    flag: cell((given, context) => FLAGS[word(given)] ?? refuse(context, "is neither true nor false")),
    status: cell(
      (given, context) =>
        meaningOf(statusValues, word(given)) ?? refuse(context, "is a status that statusValues does not map"),
    ),
    type: cell((given) => meaningOf(workerTypes, word(given)) ?? "other"),
    ending: cell((given) => ENDINGS.find((known) => known === word(given)) ?? "unknown"),
    zone: text.refine(
      (given) => given === null || TimeZone.safeParse(given).success,
      "is not an IANA time zone such as Europe/London",
    ),
  };
}

function meaningOf<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function dateOf(text: string, format: DateFormat): CalendarDate | undefined {
  const { year = "", month = "", day = "" } = ORDER[format].exec(text)?.groups ?? {};
  return CalendarDate.safeParse(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`).data;
}
