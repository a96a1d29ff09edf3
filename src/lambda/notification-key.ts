import type { OpenRun } from "./open-run.ts";

/**
 * The same in every run of one life cycle, so that a run that starts where a killed one stopped sends nothing twice. A
 * rehire is a new life cycle: the former one ended at `leftAt`. Whoever is back after a leaver that was called off, or in an
 * account that was opened again, gets once more what the block took away.
 */
export function notificationKey({ input, person }: Pick<OpenRun, "input" | "person">, what: string): string {
  const { leftAt, backSince } = person.value;
  const [latest] = [leftAt, backSince]
    .filter((at) => at !== undefined)
    .toSorted()
    .reverse();
  return `${input.tenantId}-${input.personKey}/${what}/after-${latest ?? "hire"}`;
}
