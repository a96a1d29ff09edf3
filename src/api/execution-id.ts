import { InvalidInput } from "../domain/errors.ts";

/** Where a run lies in the store; execution names follow from it. */
export interface RunAddress {
  readonly tenantId: string;
  readonly personKey: string;
  readonly seq: number;
}

/** Reads an execution's name, `<tenant>-<person key>-<number>`. @throws InvalidInput when it is none. */
export function readExecutionId(execution: string): RunAddress {
  const match = /^(?<tenantId>.+)-(?<personKey>p-[0-9a-z]{26})-(?<seq>\d{1,9})$/.exec(execution);
  const { tenantId = "", personKey = "", seq = "" } = match?.groups ?? {};
  if (!match) throw new InvalidInput("an execution's id looks like TENANT-p-…-NUMBER; see `mastery executions list`");
  return { tenantId, personKey, seq: Number(seq) };
}
