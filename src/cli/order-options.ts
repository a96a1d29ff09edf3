import type { ParseArgsOptionsConfig } from "node:util";
import { TENANT_OPTION, textOf, textsOf, type Values } from "./command.ts";
import { operatorName } from "./operator-name.ts";
import { requiredTenant } from "./required-tenant.ts";
import { UsageError } from "./usage-error.ts";

/** The options of a command that orders something. */
export const ORDER_OPTIONS = {
  ...TENANT_OPTION,
  at: { type: "string" },
  reason: { type: "string" },
  ticket: { type: "string" },
  by: { type: "string" },
} as const satisfies ParseArgsOptionsConfig;

const WHO_LINE = "WHO         a person key (p-…), an Okta user id or an Okta login";
export const BY_LINE = "--by NAME   who orders it (default: your user name)";

/** The lines that explain them. @param edge which end of a day a date means. */
export function orderDetails(edge: "start" | "end"): readonly string[] {
  return [
    WHO_LINE,
    `--at WHEN   now (the default); a date, which means the ${edge} of that day in the tenant's time zone; or an instant`,
    "            with an offset such as 2026-03-31T17:00:00+01:00",
    BY_LINE,
  ];
}

/** Why, and who orders it. @throws UsageError when tenant or reason are missing. */
export function readInstruction(values: Values, path: readonly string[]) {
  const tenantId = requiredTenant(values, "an order names its tenant", path);
  const reason = textOf(values, "reason");
  if (!reason?.trim()) throw new UsageError("--reason TEXT is required: the audit trail keeps it", path);
  const ticket = textOf(values, "ticket");
  const orderedBy = operatorName(textOf(values, "by"), path);
  return { tenantId, reason, orderedBy, ...(ticket === undefined ? {} : { ticket }) };
}

/** When it holds, if that was said. */
export function readAt(values: Values): { at?: string } {
  const at = textOf(values, "at");
  return at === undefined ? {} : { at };
}

/** `--set attribute=value`, as often as it was given. @throws UsageError */
export function readSet(values: Values, path: readonly string[]): Record<string, string> {
  const set: Record<string, string> = {};
  for (const text of textsOf(values, "set")) {
    const [, name, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined)
      throw new UsageError("--set takes attribute=value; --clear takes an attribute that is to be empty", path);
    if (name in set) throw new UsageError(`--set names ${name} twice`, path);
    set[name] = value;
  }
  return set;
}

/** The members of an input for which options were given. @param names option by member. */
export function readTexts<Member extends string>(
  values: Values,
  names: Readonly<Record<Member, string>>,
): { [M in Member]?: string } {
  const given = Object.entries<string>(names).flatMap(([member, option]) => {
    const text = textOf(values, option);
    return text === undefined ? [] : [[member, text] as const];
  });
  return Object.fromEntries(given) as { [M in Member]?: string };
}
