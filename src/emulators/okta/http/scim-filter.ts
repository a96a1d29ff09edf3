/** SCIM filters as Okta's `filter` and `search` parameters take them. */
import { type OktaRefusal, refusal } from "../errors.ts";

/** Tells the values that an attribute path has on the thing that is filtered. */
export type ValuesOf = (path: string) => readonly unknown[];
type Test = (valuesOf: ValuesOf) => boolean;

const TOKEN = /\s*("(?:[^"\\]|\\.)*"|\(|\)|[^\s()]+)/y;
const OPERATORS: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  eq: (value, wanted) => value === wanted,
  ne: (value, wanted) => value !== wanted,
  co: (value, wanted) => value.includes(wanted),
  sw: (value, wanted) => value.startsWith(wanted),
  ew: (value, wanted) => value.endsWith(wanted),
  gt: (value, wanted) => value > wanted,
  ge: (value, wanted) => value >= wanted,
  lt: (value, wanted) => value < wanted,
  le: (value, wanted) => value <= wanted,
};

/** Turns a filter into a test, or throws the given refusal (Okta has different codes for `filter` and `search`). */
export function parseFilter(filter: string, code: "E0000053" | "E0000031"): Test {
  const problem = (): OktaRefusal => refusal(code);
  const tokens = tokenize(filter, problem);
  let at = 0;
  const keyword = (): string => (tokens[at] ?? "").toLowerCase();
  function either(): Test {
    const left = both();
    if (keyword() !== "or") return left;
    at += 1;
    const right = either();
    return (valuesOf) => left(valuesOf) || right(valuesOf);
  }
  function both(): Test {
    const left = single();
    if (keyword() !== "and") return left;
    at += 1;
    const right = both();
    return (valuesOf) => left(valuesOf) && right(valuesOf);
  }
  function single(): Test {
    if (keyword() === "not") {
      at += 1;
      const inner = single();
      return (valuesOf) => !inner(valuesOf);
    }
    if (tokens[at] !== "(") return comparison();
    at += 1;
    const inner = either();
    if (tokens[at] !== ")") throw problem();
    at += 1;
    return inner;
  }
  function comparison(): Test {
    const path = tokens[at] ?? "";
    const operator = (tokens[at + 1] ?? "").toLowerCase();
    if (operator === "pr") {
      at += 2;
      return (valuesOf) => valuesOf(path).some((value) => value !== null && value !== undefined && value !== "");
    }
    const compare = OPERATORS[operator];
    const literal = tokens[at + 2];
    if (path === "" || compare === undefined || literal === undefined) throw problem();
    at += 3;
    const wanted = unquote(literal).toLowerCase();
    return (valuesOf) => valuesOf(path).some((value) => compare(String(value ?? "").toLowerCase(), wanted));
  }
  const root = either();
  if (at !== tokens.length) throw problem();
  return root;
}

function tokenize(filter: string, problem: () => OktaRefusal): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const end = filter.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(filter);
    if (match?.[1] === undefined) throw problem();
    tokens.push(match[1]);
  }
  if (tokens.length === 0) throw problem();
  return tokens;
}

const unquote = (literal: string): string =>
  literal.startsWith('"') ? literal.slice(1, -1).replace(/\\(.)/g, "$1") : literal;
