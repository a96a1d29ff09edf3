import { operationKey } from "../domain/operation.ts";
import { listCheckpoints } from "../stores/checkpoints.ts";
import type { Deps } from "./deps.ts";
import { openRun, type RunInput } from "./open-run.ts";

/**
 * Undoes the groups and attributes that this run changed. An activated account keeps them: its person may already have
 * signed in, and deactivation would read as a leaver; the failed run says what is left.
 */
export async function undoJoiner(input: RunInput, deps: Deps): Promise<{ undone: number; kept: string[] }> {
  const open = await openRun(input, deps);
  const { store, decision, directory } = open;
  const checkpoints = await listCheckpoints(store, input.tenantId, input.personKey, input.seq);
  const done = new Set(checkpoints.filter(({ status }) => status === "done").map(({ operation }) => operation));
  const applied = decision.operations.filter((operation) => done.has(operationKey(operation)));
  if (applied.some(({ kind }) => kind === "activate")) return { undone: 0, kept: applied.map(operationKey) };
  let undone = 0;
  const kept: string[] = [];
  for (const operation of applied.toReversed()) {
    if (operation.kind === "add-group") await directory.removeFromGroup(open.accountId, operation.groupId);
    else if (operation.kind === "change-user-type" && operation.before !== undefined)
      await directory.changeUserType(open.accountId, operation.before);
    else if (operation.kind === "update-profile") await directory.updateProfile(open.accountId, operation.before);
    else {
      kept.push(operationKey(operation));
      continue;
    }
    undone += 1;
  }
  return { undone, kept };
}
