import { createHash } from "node:crypto";
import type { OperationOf } from "../domain/operation.ts";
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
export function moveNoteText({ decision }: Pick<OpenRun, "decision">, name: string): string {
  const named = (kind: "add-group" | "remove-group"): string[] =>
    decision.operations.flatMap((operation) => (operation.kind === kind ? operation.groupName : []));
  const [gained, lost] = [named("add-group"), named("remove-group")];
  const losing = decision.standing?.losing ?? [];
  const until = losing
    .map(({ at }) => at.slice(0, 10))
    .toSorted()
    .at(-1);
  const news = decision.operations.find(({ kind }) => kind === "tell-manager")?.why ?? "";
  return [
    `${name}: ${news}.`,
    ...(gained.length > 0 ? [`Groups gained: ${gained.join(", ")}.`] : []),
    ...(lost.length > 0 ? [`Groups lost: ${lost.join(", ")}.`] : []),
    ...(until ? [`Kept until ${until} at the latest: ${losing.map(({ groupName }) => groupName).join(", ")}.`] : []),
    "Access that was granted by hand stays: say if it has to go.",
  ].join("\n");
}
