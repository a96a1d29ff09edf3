import { entriesOf, type Fields, fieldsOf, type NamedState } from "./scopes.ts";

/** A way from a state to the next one, with what is assigned on it. */
export interface Edge {
  readonly to: string;
  readonly assigns: readonly string[];
}

/**
 * Where a state can lead. Only one `Assign` counts on each way: the catcher's, the matching rule's, or the state's own.
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export function edgesOf(state: NamedState): readonly Edge[] {
  const ways: readonly Fields[] = [
    ...(typeof state.fields["Next"] === "string" ? [state.fields] : []),
    ...(typeof state.fields["Default"] === "string" ? [{ ...state.fields, Next: state.fields["Default"] }] : []),
    ...[...entriesOf(state, "Choices"), ...entriesOf(state, "Catch")].map(({ fields }) => fields),
  ];
  return ways.map((way) => ({ to: String(way["Next"]), assigns: Object.keys(fieldsOf(way["Assign"])) }));
}
