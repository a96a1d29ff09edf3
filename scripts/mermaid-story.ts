// Draws a state machine as a story of few lines: the planned way from left to right, and what follows a failure.
import { entriesOf, errorNamesOf, type Fields, type NamedState, scopesOf } from "../src/local/asl-lint/scopes.ts";

const IN_A_ROW = 6;

/** The text between the ```mermaid fences. */
export function storyOf(machine: Fields): string {
  const states = new Map((scopesOf(machine)[0]?.states ?? []).map((state) => [state.name, state]));
  const way = wayFrom(states, machine["StartAt"]);
  const ids = new Map([...states.keys()].map((name, index) => [name, `s${index + 1}`]));
  const idOf = (name: string): string => ids.get(name) ?? "";
  const shown = ({ name, type }: NamedState): string =>
    type === "Succeed" || type === "Fail" ? `${idOf(name)}(["${name}"])` : `${idOf(name)}["${name}"]`;
  const lines = rowsOf(way).map((row, at) => {
    const start = at === 0 ? [] : [idOf(way[at * IN_A_ROW - 1]?.name ?? "")];
    return [...start, ...row.map(shown)].join(" --> ");
  });
  for (const [target, from] of failureTargets(way)) {
    const after = wayFrom(states, target).map(shown).join(" --> ");
    lines.push(`${from.map(idOf).join(" & ")} -. "any failure" .-> ${after}`);
  }
  return ["flowchart LR", ...lines.map((line) => `  ${line}`)].join("\n");
}

function wayFrom(states: ReadonlyMap<string, NamedState>, start: unknown): readonly NamedState[] {
  const way: NamedState[] = [];
  for (let name = start; typeof name === "string"; ) {
    const state = states.get(name);
    if (!state || way.includes(state)) break;
    way.push(state);
    name = state.fields["Next"];
  }
  return way;
}

function rowsOf(way: readonly NamedState[]): readonly (readonly NamedState[])[] {
  return Array.from({ length: Math.ceil(way.length / IN_A_ROW) }, (_, at) =>
    way.slice(at * IN_A_ROW, (at + 1) * IN_A_ROW),
  );
}

/** Where failures lead that do not simply go on to the next step, and from which states. */
function failureTargets(way: readonly NamedState[]): ReadonlyMap<string, readonly string[]> {
  const targets = new Map<string, string[]>();
  for (const state of way)
    for (const { fields } of entriesOf(state, "Catch")) {
      const target = String(fields["Next"]);
      if (!errorNamesOf(fields).includes("States.ALL") || target === state.fields["Next"]) continue;
      targets.set(target, [...(targets.get(target) ?? []), state.name]);
    }
  return targets;
}
