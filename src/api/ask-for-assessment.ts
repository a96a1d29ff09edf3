import type { OperatorDeps } from "./operator-deps.ts";

/** Asks that a ready person is looked at without delay. If the message is lost, the minute's sweep asks again. */
export async function askForAssessment(
  deps: Pick<OperatorDeps, "assessments">,
  tenantId: string,
  personKey: string,
): Promise<void> {
  await deps.assessments.send([{ body: { schemaVersion: 1, tenantId, personKey }, group: tenantId }]);
}
