import type { OpenRun } from "./open-run.ts";

/**
 * The same in every run of one life cycle, so that a run that starts where a killed one stopped sends nothing twice. A
 * rehire is a new life cycle: the former one ended at `leftAt`.
 */
export function notificationKey({ input, person }: Pick<OpenRun, "input" | "person">, what: string): string {
  return `${input.tenantId}-${input.personKey}/${what}/after-${person.value.leftAt ?? "hire"}`;
}
