import { decide } from "../domain/decide/decide.ts";
import type { Decision } from "../domain/decision.ts";
import { MasteryError } from "../domain/errors.ts";
import { newPerson, type Person } from "../domain/person.ts";
import { look } from "../lambda/look.ts";
import type { Directory } from "../ports/directory.ts";
import { listPeople } from "../stores/people.ts";
import { forTenant } from "../stores/tenant-store.ts";
import type { TenantRecord } from "../tenants/tenant-records.ts";
import type { ParsedInputOf } from "./contract.ts";
import { findPerson } from "./find-person.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { tenantsOf } from "./tenants-of.ts";

/** What would be decided for one person now. */
export interface SimulatedPerson {
  readonly tenantId: string;
  /** Missing for an account that is nobody's yet. */
  readonly personKey?: string;
  readonly label?: string;
  readonly accountId?: string;
  readonly accountStatus?: string;
  readonly decision: Decision;
}

export interface SimulationFailure {
  readonly tenantId: string;
  readonly personKey?: string;
  readonly error: string;
  readonly message: string;
}

export interface Simulation {
  readonly at: string;
  /** Held first, then those for whom something would be done. */
  readonly people: readonly SimulatedPerson[];
  /** Who could not be looked at, and why. */
  readonly failed: readonly SimulationFailure[];
}

/** Decides for one person, or for everybody whom we know, and does nothing: not even the decision is stored. */
export async function simulate(input: ParsedInputOf<"simulate">, deps: OperatorDeps): Promise<Simulation> {
  const people: SimulatedPerson[] = [];
  const failed: SimulationFailure[] = [];
  const tenants = await tenantsOf(input.tenantId, deps);
  const cases = input.who === undefined ? everybody(tenants, deps) : only(input.who, tenants, deps);
  const directories = new Map<string, Promise<Directory>>();
  for await (const { tenant, person, isKnown } of cases) {
    const tenantId = tenant.config.id;
    const key = isKnown ? { personKey: person.key } : {};
    const directory = directories.get(tenantId) ?? deps.directory(tenant.config);
    directories.set(tenantId, directory);
    try {
      people.push({ tenantId, ...key, ...(await decideFor(tenant, person, await directory, deps)) });
    } catch (error) {
      if (!(error instanceof MasteryError)) throw error;
      failed.push({ tenantId, ...key, error: error.name, message: error.message });
    }
  }
  return { at: deps.clock.now(), people: people.sort((a, b) => rank(a) - rank(b)), failed };
}

interface Case {
  readonly tenant: TenantRecord;
  readonly person: Person;
  readonly isKnown: boolean;
}

async function* only(who: string, tenants: readonly TenantRecord[], deps: OperatorDeps): AsyncIterable<Case> {
  const found = await findPerson(who, tenants, deps);
  if (found.kind === "person") yield { ...found, isKnown: true };
  else {
    // A person of the moment, who is not stored: what the first event about this account would find.
    const person = newPerson(deps.ids.personKey(), { provider: "okta", id: found.account.id });
    yield { tenant: found.tenant, person, isKnown: false };
  }
}

async function* everybody(tenants: readonly TenantRecord[], deps: OperatorDeps): AsyncIterable<Case> {
  for (const tenant of tenants) {
    const { id } = tenant.config;
    for await (const person of listPeople(forTenant(deps.store, id), id)) yield { tenant, person, isKnown: true };
  }
}

async function decideFor(tenant: TenantRecord, person: Person, directory: Directory, deps: OperatorDeps) {
  const store = forTenant(deps.store, tenant.config.id);
  const input = await look({ tenant, person, now: deps.clock.now() }, directory, store);
  const { account } = input.facts;
  const label = account ? [account.profile["firstName"], account.profile["lastName"]].filter(Boolean).join(" ") : "";
  const shown = label || person.label;
  return {
    ...(shown === undefined ? {} : { label: shown }),
    ...(account ? { accountId: account.id, accountStatus: account.status } : {}),
    decision: decide(input),
  };
}

function rank({ decision }: SimulatedPerson): number {
  if (decision.hold) return 0;
  if (decision.operations.length > 0) return 1;
  return decision.refused.length > 0 ? 2 : 3;
}
