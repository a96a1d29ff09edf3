// What is true of the plans of every flow, and where they lead.
import { type DecideInput, decide } from "../../src/domain/decide/decide.ts";
import type { Decision } from "../../src/domain/decision.ts";
import type { Operation } from "../../src/domain/operation.ts";
import { afterRun } from "./company.ts";

const GIVES_ACCESS: ReadonlySet<Operation["kind"]> = new Set([
  "add-group",
  "activate",
  "deliver-credential",
  "welcome-manager",
  "tell-manager",
  "update-profile",
]);
const TAKES_ACCESS: ReadonlySet<Operation["kind"]> = new Set([
  "block-sign-in",
  "clear-sessions",
  "remove-admin-role",
  "reset-factors",
  "remove-group",
  "deactivate",
]);

const ENDS_OR_BEGINS: ReadonlySet<Operation["kind"]> = new Set([
  "activate",
  "deliver-credential",
  "block-sign-in",
  "clear-sessions",
  "reset-factors",
  "deactivate",
]);

const NOTHING_FORBIDDEN: ReadonlySet<Operation["kind"]> = new Set();
/** What a plan of each flow never holds. */
export const FORBIDDEN: Readonly<Record<Decision["flow"], ReadonlySet<Operation["kind"]>>> = {
  leaver: GIVES_ACCESS,
  absence: GIVES_ACCESS,
  contain: GIVES_ACCESS,
  joiner: TAKES_ACCESS,
  return: TAKES_ACCESS,
  mover: ENDS_OR_BEGINS,
  reminder: new Set([...GIVES_ACCESS, ...TAKES_ACCESS]),
  none: NOTHING_FORBIDDEN,
};

/** The world once everything that follows by itself is done. */
export function settled(input: DecideInput): DecideInput {
  const decision = decide(input);
  const after = afterRun(input, decision);
  return decision.lookAgain ? settled(after) : after;
}
