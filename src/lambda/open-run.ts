import * as z from "zod";
import type { Decision } from "../domain/decision.ts";
import { InvalidInput } from "../domain/errors.ts";
import type { Person } from "../domain/person.ts";
import type { Directory } from "../ports/directory.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { leaseCheck } from "../stores/mailbox.ts";
import { readPerson } from "../stores/people.ts";
import type { Stored } from "../stores/record.ts";
import { type Run, readRun } from "../stores/runs.ts";
import { forTenant } from "../stores/tenant-store.ts";
import { readTenant, type TenantRecord } from "../tenants/tenant-records.ts";
import type { Deps } from "./deps.ts";
import { leasedDirectory } from "./leased-directory.ts";

/** What every step is given: which run of whom. The execution's input holds more, for the operator who reads it. */
export const RunInput = z.object({
  schemaVersion: z.literal(1),
  tenantId: z.string(),
  personKey: z.string(),
  seq: z.int(),
  execution: z.string(),
});
export type RunInput = z.infer<typeof RunInput>;

/** A run that was loaded, with the tenant's store and a directory that writes only under the lease. */
export interface OpenRun {
  readonly input: RunInput;
  readonly tenant: TenantRecord;
  readonly store: ItemStore;
  readonly run: Stored<Run>;
  readonly decision: Decision;
  readonly person: Stored<Person>;
  /** @throws InvalidInput while the account is still to be made. */
  readonly accountId: string;
  readonly directory: Directory;
  /** @throws Superseded */
  readonly checkLease: () => Promise<void>;
}

/** @throws Superseded when the execution does not hold the lease; InvalidInput when the run record does not fit. */
export async function openRun(input: RunInput, deps: Deps): Promise<OpenRun> {
  const { tenantId, personKey, seq, execution } = input;
  const store = forTenant(deps.store, tenantId);
  const checkLease = async (): Promise<void> => {
    await leaseCheck(store, tenantId, personKey, execution);
  };
  await checkLease();
  const [tenant, run, person] = await Promise.all([
    readTenant(store, tenantId),
    readRun(store, tenantId, personKey, seq),
    readPerson(store, tenantId, personKey),
  ]);
  const { decision } = run?.value ?? {};
  if (!run || !person || !decision || run.value.execution !== execution)
    throw new InvalidInput(`no run record fits execution ${execution}`);
  const directory = leasedDirectory(await deps.directory(tenant.config), checkLease);
  const known = run.value.accountId;
  return {
    ...{ input, tenant, store, run, decision, person, directory, checkLease },
    get accountId() {
      if (known === undefined) throw new InvalidInput(`execution ${execution} has no account yet`);
      return known;
    },
  };
}
