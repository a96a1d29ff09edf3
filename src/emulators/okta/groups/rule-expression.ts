/**
 * The part of Okta Expression Language that group rules use: comparisons, and/or/not, String.* and group functions
 * (https://developer.okta.com/docs/reference/okta-expression-language/#expressions-in-group-rules).
 */
import { invalid } from "../errors.ts";
import type { Json } from "../json.ts";
import type { Org } from "../org.ts";
import type { UserRecord } from "../users/user.ts";
import { groupsOfUser } from "./group.ts";

interface Scope {
  readonly user: UserRecord;
  readonly org: Org;
}
type Node = (scope: Scope) => Json;

const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([A-Za-z_][\w.]*)|(\d+(?:\.\d+)?)|(==|!=|&&|\|\||[!(),]))/y;

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw invalid("conditions", `Invalid expression at position ${at}`);
    tokens.push(match[0].trim());
  }
  return tokens;
}

type Call = (scope: Scope, args: readonly Json[]) => Json;
const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");
const groupNames = ({ org, user }: Scope): string[] =>
  groupsOfUser(org, user.id).map((group) => String(group.profile["name"]));

const FUNCTIONS: Readonly<Record<string, Call>> = {
  "String.stringContains": (_, [whole, part]) => text(whole).includes(text(part)),
  "String.startsWith": (_, [whole, part]) => text(whole).startsWith(text(part)),
  "String.toUpperCase": (_, [whole]) => text(whole).toUpperCase(),
  "String.toLowerCase": (_, [whole]) => text(whole).toLowerCase(),
  "String.len": (_, [whole]) => text(whole).length,
  "Arrays.contains": (_, [list, item]) => Array.isArray(list) && list.includes(item ?? null),
  "Arrays.isEmpty": (_, [list]) => !Array.isArray(list) || list.length === 0,
  isMemberOfGroup: ({ org, user }, [id]) => org.state.groups.get(text(id))?.members.has(user.id) === true,
  isMemberOfAnyGroup: ({ org, user }, ids) =>
    ids.some((id) => org.state.groups.get(text(id))?.members.has(user.id) === true),
  isMemberOfGroupName: (scope, [name]) => groupNames(scope).includes(text(name)),
  isMemberOfGroupNameStartsWith: (scope, [part]) => groupNames(scope).some((name) => name.startsWith(text(part))),
  isMemberOfGroupNameContains: (scope, [part]) => groupNames(scope).some((name) => name.includes(text(part))),
  "user.getInternalProperty": ({ user }, [name]) => (name === "status" ? user.status : name === "id" ? user.id : null),
};

/** Reads tokens from left to right; each method takes what binds tighter than itself. */
function parser(tokens: readonly string[]): Node {
  let at = 0;
  const peek = (): string => (tokens[at] ?? "").toUpperCase();
  const fail = (): never => {
    throw invalid("conditions", `Invalid expression near '${tokens[at] ?? "end"}'`);
  };
  const take = (wanted: string): void => {
    if (tokens[at] !== wanted) fail();
    at += 1;
  };
  const chain = (operators: readonly string[], operand: () => Node, join: (a: Node, b: Node) => Node): Node => {
    let left = operand();
    while (operators.includes(peek())) {
      at += 1;
      left = join(left, operand());
    }
    return left;
  };
  const either = (): Node => chain(["OR", "||"], both, (a, b) => (scope) => a(scope) === true || b(scope) === true);
  const both = (): Node => chain(["AND", "&&"], negated, (a, b) => (scope) => a(scope) === true && b(scope) === true);
  function negated(): Node {
    if (peek() !== "NOT" && peek() !== "!") return comparison();
    at += 1;
    const operand = negated();
    return (scope) => operand(scope) !== true;
  }
  function comparison(): Node {
    const left = operand();
    const operator = tokens[at];
    if (operator !== "==" && operator !== "!=") return left;
    at += 1;
    const right = operand();
    return (scope) => (left(scope) === right(scope)) === (operator === "==");
  }
  function operand(): Node {
    const token = tokens[at] ?? fail();
    at += 1;
    if (token === "(") {
      const inner = either();
      take(")");
      return inner;
    }
    if (/^["']/.test(token)) return constant(token.slice(1, -1).replace(/\\(.)/g, "$1"));
    if (/^\d/.test(token)) return constant(Number(token));
    if (token === "null") return constant(null);
    if (token === "true" || token === "false") return constant(token === "true");
    return tokens[at] === "(" ? call(token) : attribute(token);
  }
  function call(name: string): Node {
    const apply = FUNCTIONS[name];
    if (apply === undefined) throw invalid("conditions", `Invalid expression: unknown function ${name}`);
    take("(");
    const args: Node[] = [];
    while (tokens[at] !== ")") {
      if (args.length > 0) take(",");
      args.push(either());
    }
    take(")");
    return (scope) =>
      apply(
        scope,
        args.map((arg) => arg(scope)),
      );
  }
  const root = either();
  return at === tokens.length ? root : fail();
}

const constant =
  (value: Json): Node =>
  () =>
    value;

function attribute(path: string): Node {
  const [root, name] = path.split(".");
  if (root !== "user" || name === undefined) throw invalid("conditions", `Invalid expression: unknown name ${path}`);
  return ({ user }) => user.profile[name] ?? null;
}

// Every rule is evaluated at every change of a user, so that each expression is read only once.
const read = new Map<string, Node>();

function rootOf(expression: string): Node {
  const known = read.get(expression) ?? parser(tokenize(expression));
  read.set(expression, known);
  return known;
}

/** Throws E0000001 when the expression cannot be read. */
export function checkExpression(expression: string): void {
  rootOf(expression);
}

/** Whether the expression holds for the user. */
export function evaluateExpression(expression: string, user: UserRecord, org: Org): boolean {
  return rootOf(expression)({ user, org }) === true;
}
