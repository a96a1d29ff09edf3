import { createHash } from "node:crypto";
import type { NotificationValues } from "../domain/notifications/templates.ts";
import { type OperationOf, operationsOf } from "../domain/operation.ts";
import type { OpenRun } from "./open-run.ts";

/** The same move is told once to the same manager, however many runs it takes; another end of it is another note. */
export function moveNoteKey(
  { input, decision }: Pick<OpenRun, "input" | "decision">,
  { to, role, move }: OperationOf<"tell-manager">,
): string {
  const end = createHash("sha256")
    .update(JSON.stringify([to, decision.standing?.profile]))
    .digest("hex");
  return `${input.tenantId}-${input.personKey}/move/${move}/${role}/${end.slice(0, 16)}`;
}

/** What the managers are told: what changed by name, which access came and went, and until when the overlap lasts. */
export function moveNoteValues(
  { decision }: Pick<OpenRun, "decision">,
  role: OperationOf<"tell-manager">["role"],
  name: string,
): NotificationValues<"manager-move"> {
  const named = (kind: "add-group" | "remove-group"): string =>
    operationsOf(decision.operations, kind)
      .map(({ groupName }) => groupName)
      .join(", ");
  const losing = decision.standing?.losing ?? [];
  const until = losing
    .map(({ at }) => at.slice(0, 10))
    .toSorted()
    .at(-1);
  const who = name || "A member of your team";
  return {
    name,
    headline: role === "before" ? `${who} moves on` : `${who}: what changes`,
    news: operationsOf(decision.operations, "tell-manager")[0]?.why ?? "",
    groupsGained: named("add-group"),
    groupsLost: named("remove-group"),
    groupsKept: losing.map(({ groupName }) => groupName).join(", "),
    keptUntil: until ?? "",
  };
}
