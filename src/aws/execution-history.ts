import type { HistoryEvent as SfnEvent } from "@aws-sdk/client-sfn";
import type { Json, JsonObject } from "../domain/json.ts";
import { instantOf } from "../domain/time.ts";
import type { HistoryEvent } from "../ports/executions.ts";

/** Members that hold JSON text in AWS and JSON values in our histories. */
const JSON_TEXT = new Set(["input", "output", "parameters"]);

/**
 * Events as the port has them. AWS names the state only where it is entered and left; an event between belongs to the
 * state of the event before it. https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export function historyOf(events: readonly SfnEvent[]): readonly HistoryEvent[] {
  const states = new Map<number, string>();
  return events.map((event) => {
    const { id = 0, type = "", timestamp, previousEventId = 0 } = event;
    const { name, ...details } = detailsOf(event);
    const isBoundary = type.endsWith("StateEntered") || type.endsWith("StateExited");
    const stateName = isBoundary && typeof name === "string" ? name : states.get(previousEventId);
    if (stateName !== undefined && !type.endsWith("StateExited")) states.set(id, stateName);
    const at = instantOf(timestamp?.getTime() ?? 0);
    return {
      id,
      at,
      type,
      ...(stateName === undefined || type.startsWith("Execution") ? {} : { stateName }),
      details: name === undefined ? details : { name, ...details },
    };
  });
}

function detailsOf(event: SfnEvent): JsonObject {
  const member = Object.entries(event).find(([key, value]) => key.endsWith("EventDetails") && value !== undefined);
  const details: Record<string, Json> = {};
  for (const [key, value] of Object.entries(member?.[1] ?? {}))
    if (value !== undefined) details[key] = JSON_TEXT.has(key) ? parsed(value) : (value as Json);
  return details;
}

function parsed(text: unknown): Json {
  try {
    return JSON.parse(String(text)) as Json;
  } catch {
    return String(text);
  }
}
