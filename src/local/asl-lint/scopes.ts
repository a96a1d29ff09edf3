// A lenient reading of a definition: the lint speaks about conventions, and leaves malformed JSON to AWS's own validators.

export type Fields = Readonly<Record<string, unknown>>;

/** One `States` object: the machine's, a branch's or an item processor's. */
export interface Scope {
  /** Where it hangs; empty for the machine. */
  readonly path: string;
  readonly startAt: string;
  readonly states: readonly NamedState[];
  /** The state around it; none for the machine itself. */
  readonly within?: Surrounding;
  readonly fields: Fields;
}

interface Surrounding {
  readonly scope: Scope;
  readonly state: NamedState;
  /** Distributed maps run their states as executions of their own, which see no variables from outside. */
  readonly isolated: boolean;
}

export interface NamedState {
  readonly name: string;
  readonly type: string;
  readonly fields: Fields;
  /** `Outer state.Branches[0].This state`, as problems show it. */
  readonly path: string;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value as an object, or an empty one. */
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

/** The objects in a list field such as `Retry`, each with its path. */
export const entriesOf = (
  state: NamedState,
  field: string,
): readonly { readonly path: string; readonly fields: Fields }[] => {
  const list = state.fields[field];
  return Array.isArray(list)
    ? list.map((entry, index) => ({ path: `${state.path}.${field}[${index}]`, fields: fieldsOf(entry) }))
    : [];
};

/** The strings in `ErrorEquals`. */
export const errorNamesOf = (entry: Fields): readonly string[] =>
  Array.isArray(entry["ErrorEquals"]) ? entry["ErrorEquals"].map(String) : [];

/** Every `States` object of the machine, outermost first. */
export function scopesOf(machine: Fields): readonly Scope[] {
  return withInner(scopeAt(machine, ""));
}

function withInner(scope: Scope): readonly Scope[] {
  return [scope, ...scope.states.flatMap((state) => innerScopes(scope, state).flatMap(withInner))];
}

function innerScopes(scope: Scope, state: NamedState): readonly Scope[] {
  const within = { scope, state, isolated: false };
  const branches = entriesOf(state, "Branches").map(({ path, fields }) => scopeAt(fields, path, within));
  if (!isFields(state.fields["ItemProcessor"])) return branches;
  const processor = state.fields["ItemProcessor"];
  const isolated = fieldsOf(processor["ProcessorConfig"])["Mode"] === "DISTRIBUTED";
  return [...branches, scopeAt(processor, `${state.path}.ItemProcessor`, { ...within, isolated })];
}

function scopeAt(fields: Fields, path: string, within?: Surrounding): Scope {
  const states = Object.entries(fieldsOf(fields["States"])).map(([name, state]) => ({
    name,
    type: String(fieldsOf(state)["Type"]),
    fields: fieldsOf(state),
    path: path === "" ? name : `${path}.${name}`,
  }));
  return { path, startAt: String(fields["StartAt"]), states, fields, ...(within ? { within } : {}) };
}

/** All states of all scopes. */
export const allStates = (scopes: readonly Scope[]): readonly NamedState[] => scopes.flatMap((scope) => scope.states);
