// The tenant's HR system hands in files, and the story looks at the people of whom they speak.
import { oktaIdOf, type Person } from "../../src/domain/person.ts";
import { importFeed } from "../../src/lambda/import-feed.ts";
import { readPerson, resolvePerson } from "../../src/stores/people.ts";
import { listRunsOf, type Run } from "../../src/stores/runs.ts";
import { forTenant } from "../../src/stores/tenant-store.ts";
import { TENANT, type World } from "./world.ts";

export const HR_FILES = { importedBy: "mastery", feed: { type: "csv", name: "hr", kind: "full", minRowShare: 0 } };

/** HR's file of today, and everything that follows at once. */
export async function hrSends(world: World, header: string, ...rows: readonly string[]): Promise<void> {
  const { deps } = world.runtime;
  const bytes = Buffer.from(`${header}\n${rows.join("\n")}\n`);
  await importFeed(TENANT, { name: "hr.csv", bytes, by: "hr" }, deps);
  await world.settle();
}

export interface WorkerSeen {
  readonly person: Person;
  readonly runs: readonly Run[];
  /** Id of the account; empty without one. */
  readonly okta: string;
}

export async function workerInHr({ runtime }: World, id: string): Promise<WorkerSeen> {
  const store = forTenant(runtime.deps.store, TENANT);
  const key = await resolvePerson(store, TENANT, { provider: "csv", id: `hr:${id}` }, runtime.deps.ids.personKey);
  const person = (await readPerson(store, TENANT, key))!.value;
  return { person, runs: await listRunsOf(store, TENANT, key), okta: oktaIdOf(person) ?? "" };
}
