import type { Json } from "../../domain/json.ts";
import { type CompiledExpression, compileExpression, type EvaluationScope, evaluateExpression } from "./jsonata.ts";
import { setMember } from "./plain-json.ts";

// A field of a state: JSON in which strings of the form {% … %} are JSONata.
// https://states-language.net/spec.html#jsonata

export type Template =
  | { readonly kind: "constant"; readonly location: string; readonly value: Json }
  | { readonly kind: "expression"; readonly location: string; readonly expression: CompiledExpression }
  | { readonly kind: "object"; readonly location: string; readonly members: readonly (readonly [string, Template])[] }
  | { readonly kind: "array"; readonly location: string; readonly items: readonly Template[] };

/** The expression between `{%` and `%}`, or undefined for a literal string. */
function expressionText(text: string): string | undefined {
  return text.startsWith("{%") && text.endsWith("%}") && text.length >= 4 ? text.slice(2, -2).trim() : undefined;
}

/** Compiles a field's value; `problem` is told of every syntax error. */
export function compileTemplate(value: Json, location: string, problem: (message: string) => void): Template {
  if (typeof value === "string") return compileString(value, location, problem);
  if (value === null || typeof value !== "object") return { kind: "constant", location, value };
  if (Array.isArray(value)) {
    const items = value.map((item: Json, index) => compileTemplate(item, `${location}[${index}]`, problem));
    return items.every(isConstant) ? { kind: "constant", location, value } : { kind: "array", location, items };
  }
  const members = Object.entries(value).map(
    ([key, member]) => [key, compileTemplate(member, `${location}/${key}`, problem)] as const,
  );
  return members.every(([, member]) => isConstant(member))
    ? { kind: "constant", location, value }
    : { kind: "object", location, members };
}

function compileString(text: string, location: string, problem: (message: string) => void): Template {
  const source = expressionText(text);
  if (source === undefined) {
    if (text.startsWith("{%")) problem(`${location}: a JSONata expression begins with {% and must end with %}`);
    return { kind: "constant", location, value: text };
  }
  const compiled = compileExpression(source);
  if ("expression" in compiled) return { kind: "expression", location, expression: compiled.expression };
  problem(`${location}: JSONata syntax error: ${compiled.error}`);
  return { kind: "constant", location, value: null };
}

function isConstant(template: Template): boolean {
  return template.kind === "constant";
}

/** Fills in a template; fails with `ExpressionFailed` naming the place. */
export async function evaluateTemplate(template: Template, scope: EvaluationScope): Promise<Json> {
  switch (template.kind) {
    case "constant":
      return template.value;
    case "expression":
      return evaluateExpression(template.expression, template.location, scope);
    case "array": {
      const items: Json[] = [];
      for (const item of template.items) items.push(await evaluateTemplate(item, scope));
      return items;
    }
    case "object": {
      const object: Record<string, Json> = {};
      for (const [key, member] of template.members) {
        setMember(object, key, await evaluateTemplate(member, scope));
      }
      return object;
    }
  }
}
