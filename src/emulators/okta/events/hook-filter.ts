/**
 * The expressions of event hook filters: fields of the event compared with eq and ne, joined with && and ||
 * (https://help.okta.com/en-us/Content/topics/automation-hooks/event-hooks-el.htm).
 */
import { invalid } from "../errors.ts";
import type { EventHook } from "./event-hook.ts";
import type { LogEvent } from "./log-event.ts";

type Test = (event: LogEvent) => boolean;

const FIELD = /^event\.([\w.]+)\s+(eq|ne)\s+'([^']*)'$/;
const TARGET = /^event\.target\.\?\[\s*(id|type|alternateId|displayName)\s+(eq|ne)\s+'([^']*)'\s*\]\.size\(\)\s*>\s*0$/;

function parse(expression: string): Test {
  const alternatives = expression
    .split("||")
    .map((part) => part.split("&&").map((clause) => parseClause(clause.trim())));
  return (event) => alternatives.some((clauses) => clauses.every((clause) => clause(event)));
}

function parseClause(clause: string): Test {
  const target = TARGET.exec(clause);
  if (target !== null) {
    const [, field, operator, value] = target;
    const key = field as "id";
    return (event) => event.target.some((item) => (item[key] === value) === (operator === "eq"));
  }
  const field = FIELD.exec(clause);
  if (field === null) throw invalid("filter", "filter: the expression is not valid");
  const [, path = "", operator, value] = field;
  const keys = path.replace(/^debugData/, "debugContext.debugData").split(".");
  return (event) => {
    let at: unknown = event;
    for (const key of keys)
      at = typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : undefined;
    return (at === value) === (operator === "eq");
  };
}

/** Throws E0000001 when one of the hook's expressions cannot be read. */
export function checkFilter(hook: Pick<EventHook, "events">): void {
  for (const { condition } of hook.events.filter?.eventFilterMap ?? []) parse(condition.expression);
}

/** Whether the hook wants this event. */
export function wants(hook: EventHook, event: LogEvent): boolean {
  if (!hook.events.items.includes(event.eventType)) return false;
  const filters = hook.events.filter?.eventFilterMap.filter((filter) => filter.event === event.eventType) ?? [];
  return filters.every((filter) => parse(filter.condition.expression)(event));
}
