import type { OperationOf } from "../operation.ts";
import type { Standing } from "../person.ts";
import type { AccountInput } from "./input.ts";
import { type Fact, isNews, wordOf } from "./standing.ts";

/** Who is told of a move, and who cannot be. */
export interface ManagerNotes {
  readonly operations: readonly OperationOf<"tell-manager">[];
  readonly notes: readonly string[];
}

/** The manager after the move hears of it, and the one before, where that is somebody else. */
export function planManagerNotes(input: AccountInput, standing: Standing, changed: readonly Fact[]): ManagerNotes {
  const news = changed.filter((fact) => fact !== "email" && isNews(input, standing, fact));
  if (!input.policy.mover.tellManagers || news.length === 0) return { operations: [], notes: [] };
  const why = `changed: ${news.map(wordOf).join(", ")}`;
  const operations: OperationOf<"tell-manager">[] = [];
  const notes: string[] = [];
  const managers = { before: changed.includes("manager") ? input.managerBefore : undefined, after: input.manager };
  for (const role of ["before", "after"] as const) {
    const manager = managers[role];
    if (!manager) continue;
    const to = manager.email;
    if (to === undefined || !manager.reachable) notes.push(`the manager ${role} the move cannot be reached`);
    else if (!operations.some((told) => told.to.toLowerCase() === to.toLowerCase()))
      operations.push({ kind: "tell-manager", why, to, role, move: standing.at });
  }
  return { operations, notes };
}
