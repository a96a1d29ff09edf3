import jsonata from "jsonata";

/** A node of JSONata's syntax tree, as loosely as we need it: the shape differs per kind and is not documented. */
interface Node {
  readonly [key: string]: unknown;
  readonly type?: string;
  readonly value?: unknown;
}

/** Names that an expression uses as `$name` and does not bind itself. Throws JSONata's error when it does not parse. */
export function freeVariables(expression: string): ReadonlySet<string> {
  const found = new Set<string>();
  visit(jsonata(expression).ast() as unknown, new Set(), found);
  return found;
}

type Bound = ReadonlySet<string>;

function visit(value: unknown, bound: Bound, found: Set<string>): void {
  if (Array.isArray(value)) for (const entry of value) visit(entry, bound, found);
  else if (typeof value === "object" && value !== null) visitNode(value as Node, bound, found);
}

function visitNode(node: Node, bound: Bound, found: Set<string>): void {
  const name = String(node.value);
  if (node.type === "variable" && !ANONYMOUS.has(name) && !bound.has(name)) found.add(name);
  if (node.type === "block") visitBlock(node, bound, found);
  else if (node.type === "lambda") visit(node["body"], new Set([...bound, ...namesOf(node["arguments"])]), found);
  else if (node.type === "bind") visit(node["rhs"], new Set([...bound, ...namesOf([node["lhs"]])]), found);
  else if (node.type === "path") visitPath(node, bound, found);
  else visitChildren(node, bound, found);
}

/** `$` and `$$`. */
const ANONYMOUS: Bound = new Set(["", "$"]);

/** `($x := 1; $x + 1)`: a binding holds from itself to the end of its block. */
function visitBlock(node: Node, bound: Bound, found: Set<string>): void {
  let inner = bound;
  for (const expression of listOf(node["expressions"])) {
    visit(expression, inner, found);
    if (expression.type === "bind") inner = new Set([...inner, ...namesOf([expression["lhs"]])]);
  }
}

/** `items@$item#$index.…`: the names hold in the rest of the path. */
function visitPath(node: Node, bound: Bound, found: Set<string>): void {
  const names = listOf(node["steps"]).flatMap((step) =>
    [step["focus"], step["index"]].filter((name) => typeof name === "string"),
  );
  visitChildren(node, new Set([...bound, ...names]), found);
}

function visitChildren(node: Node, bound: Bound, found: Set<string>): void {
  for (const child of Object.values(node)) visit(child, bound, found);
}

const listOf = (value: unknown) => (Array.isArray(value) ? (value as readonly Node[]) : []);
const namesOf = (variables: unknown) => listOf(variables).map((variable) => String(variable.value));
