import type { Scope } from "./scopes.ts";

/** One finding: which rule, where in the definition, and what to do about it. */
export interface Problem {
  readonly source: string;
  readonly rule: string;
  /** `Block sign-in.Retry[0]`; empty for the machine itself. */
  readonly where: string;
  readonly message: string;
}

/** What a rule says; the machine's file and the rule's name are added around it. */
export type Finding = Pick<Problem, "where" | "message">;

/** What lies around a definition and must fit it. */
export interface Surroundings {
  /** Names of the files in `functions/`, without ending: `block-sign-in`. */
  readonly functionNames: ReadonlySet<string>;
}

/** A machine as a rule sees it. */
export interface Subject {
  readonly machine: Readonly<Record<string, unknown>>;
  /** The machine's own states first, then those of branches and item processors. */
  readonly scopes: readonly Scope[];
  readonly surroundings: Surroundings;
}

/** One convention; its name is also the prefix of its fixtures in `test/statemachines/rules`. */
export interface Rule {
  readonly name: string;
  readonly check: (subject: Subject) => Iterable<Finding>;
}
