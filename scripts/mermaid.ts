// Draws a state machine as a Mermaid flowchart: solid ways as planned, dotted ones after a failure.
import {
  allStates,
  entriesOf,
  errorNamesOf,
  type Fields,
  type NamedState,
  type Scope,
  scopesOf,
} from "../src/local/asl-lint/scopes.ts";

type Ids = ReadonlyMap<NamedState, string>;
type IdOf = (name: unknown) => string;

/** The text between the ```mermaid fences. */
export function flowchartOf(machine: Fields): string {
  const scopes = scopesOf(machine);
  const ids: Ids = new Map(allStates(scopes).map((state, index) => [state, `s${index + 1}`]));
  const [outermost] = scopes;
  if (outermost === undefined) return "flowchart TD";
  return ["flowchart TD", ...linesOf(outermost, scopes, ids, "  ")].join("\n");
}

function linesOf(scope: Scope, scopes: readonly Scope[], ids: Ids, indent: string): readonly string[] {
  const idOf: IdOf = (name) => String(ids.get(scope.states.find((state) => state.name === name) as NamedState));
  return [
    ...scope.states.map((state) => `${indent}${ids.get(state)}${shape(state)}`),
    ...scopes.filter(({ within }) => within?.scope === scope).flatMap((inner) => subgraph(inner, scopes, ids, indent)),
    ...scope.states.flatMap((state) => plannedWays(state, idOf)).map((line) => indent + line),
    ...failureWays(scope, idOf).map((line) => indent + line),
  ];
}

function subgraph(inner: Scope, scopes: readonly Scope[], ids: Ids, indent: string): readonly string[] {
  const around = inner.within?.state as NamedState;
  const title = `in${ids.get(around)}x${scopes.indexOf(inner)}`;
  return [
    `${indent}subgraph ${title}["in ${around.name}"]`,
    ...linesOf(inner, scopes, ids, `${indent}  `),
    `${indent}end`,
    `${indent}${ids.get(around)} --- ${title}`,
  ];
}

function shape({ name, type }: NamedState): string {
  if (type === "Choice") return `{"${name}"}`;
  if (type === "Succeed" || type === "Fail") return `(["${name}"])`;
  return type === "Wait" ? `[/"${name}"/]` : `["${name}"]`;
}

function plannedWays(state: NamedState, idOf: IdOf): readonly string[] {
  const { Next, Default } = state.fields;
  const choices = new Set(entriesOf(state, "Choices").map(({ fields }) => fields["Next"]));
  return [
    ...[...new Set([...(Next === undefined ? [] : [Next]), ...choices])].map(
      (to) => `${idOf(state.name)} --> ${idOf(to)}`,
    ),
    ...(Default === undefined || choices.has(Default) ? [] : [`${idOf(state.name)} -->|"otherwise"| ${idOf(Default)}`]),
  ];
}

/** Most states fail in the same direction: one line per target and error names, from all of them. */
function failureWays(scope: Scope, idOf: IdOf): readonly string[] {
  const sources = new Map<string, string[]>();
  for (const state of scope.states) {
    for (const { fields } of entriesOf(state, "Catch")) {
      const names = errorNamesOf(fields).join(", ").replace("States.ALL", "any failure");
      const way = `-. "${names}" .-> ${idOf(fields["Next"])}`;
      sources.set(way, [...(sources.get(way) ?? []), idOf(state.name)]);
    }
  }
  return [...sources].map(([way, from]) => `${from.join(" & ")} ${way}`);
}
