import type { Decision, Refusal } from "../decision.ts";
import { MASTERY, type Mode, type Step } from "../mastery.ts";
import type { Operation, OperationKind } from "../operation.ts";
import type { Phase } from "../person.ts";
import { type AccountInput, statusOf } from "./input.ts";

const STEP_OF: Partial<Record<OperationKind, Step>> = {
  activate: "activate",
  "deliver-credential": "password",
  "block-sign-in": "deactivate",
  deactivate: "deactivate",
  "reset-factors": "password",
  "add-group": "groups",
  "remove-group": "groups",
};

/**
 * Where another system is the authority, nothing is done: every operation becomes a refusal that names the right place.
 * An order that cannot be carried out is held, so that nobody believes it was.
 */
export function refuseOutsideAuthority(input: AccountInput, decision: Decision): Decision {
  const { operations, standing: _notReached, effects: _notDone, ...rest } = decision;
  if (operations.length === 0) return decision;
  const { authority, rightPlace } = MASTERY[input.mode];
  const isOrdered = decision.flow === "leaver" && statusOf(input.account) !== "DEPROVISIONED";
  const hold = {
    code: "not-the-authority",
    reason: `${authority} is the authority for who leaves`,
    todo: `disable the person there (${rightPlace}); the next import ends the account in Okta`,
  };
  const phase = phaseWithout(input, decision);
  return {
    ...rest,
    flow: "none",
    operations: [],
    authority: {},
    refused: [...decision.refused, ...operations.map((operation) => refusalOf(operation, input.mode))],
    ...(isOrdered ? { hold } : {}),
    phaseNow: phase,
    phaseAfter: phase,
  };
}

/** Nothing is done, so the phase follows from what the account shows. */
function phaseWithout({ account, person }: AccountInput, { flow }: Decision): Phase {
  const status = statusOf(account);
  if (flow === "mover") return person.phase === "moving" ? "joined" : person.phase;
  if (flow === "leaver") return status === "DEPROVISIONED" ? "left" : person.phase;
  return status === "STAGED" || status === "PROVISIONED" ? "joining" : "joined";
}

function refusalOf(operation: Operation, mode: Mode): Refusal {
  const table = MASTERY[mode];
  const what = describe(operation);
  const step = STEP_OF[operation.kind];
  if (step !== undefined && table.steps[step] !== "okta")
    return {
      code: "sourced-elsewhere",
      what,
      reason: `${table.authority} is the authority for this step`,
      rightPlace: table.rightPlace,
    };
  return {
    code: "not-automated",
    what,
    reason: `Mastery carries nothing out where ${table.authority} is the authority`,
    rightPlace: MASTERY.okta.rightPlace,
  };
}

function describe(operation: Operation): string {
  if (operation.kind === "update-profile") return `update-profile of ${Object.keys(operation.changes).join(", ")}`;
  if ("groupName" in operation) return `${operation.kind} ${operation.groupName} (${operation.groupId})`;
  if (operation.kind === "raise-task") return `${operation.kind} ${operation.taskKey}`;
  return operation.kind;
}
