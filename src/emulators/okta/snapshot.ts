/** An org's state as plain JSON and back, so that the demo survives a restart. */
import type { OrgState } from "./state.ts";

/** The state as text. */
export function serialize(state: OrgState): string {
  return JSON.stringify(state, (_, value: unknown) => (value instanceof Map ? { $map: [...value] } : value));
}

/** The state that `serialize` wrote. */
export function deserialize(text: string): OrgState {
  return JSON.parse(text, (_, value: unknown) => (isMap(value) ? new Map(value.$map) : value)) as OrgState;
}

function isMap(value: unknown): value is { $map: [unknown, unknown][] } {
  return typeof value === "object" && value !== null && "$map" in value && Array.isArray(value.$map);
}
