import { type Hold, oktaIdOf, type Phase } from "../domain/person.ts";
import { listPeople } from "../stores/people.ts";
import { forTenant } from "../stores/tenant-store.ts";
import type { ParsedInputOf } from "./contract.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { tenantsOf } from "./tenants-of.ts";

export interface PersonLine {
  readonly tenantId: string;
  readonly key: string;
  readonly label?: string;
  readonly phase: Phase;
  readonly oktaId?: string;
  readonly orders: number;
  readonly hold?: Hold;
}

export interface PersonList {
  readonly people: readonly PersonLine[];
}

/** Everybody whom we know, held people first, then by tenant. */
export async function listPersons(input: ParsedInputOf<"person.list">, deps: OperatorDeps): Promise<PersonList> {
  const people: PersonLine[] = [];
  for (const { config } of await tenantsOf(input.tenantId, deps))
    for await (const { key, label, phase, links, orders, hold, mergedInto } of listPeople(
      forTenant(deps.store, config.id),
      config.id,
    )) {
      if (mergedInto !== undefined) continue;
      const oktaId = oktaIdOf({ links });
      people.push({
        tenantId: config.id,
        key,
        phase,
        orders: orders.length,
        ...(label === undefined ? {} : { label }),
        ...(oktaId === undefined ? {} : { oktaId }),
        ...(hold === undefined ? {} : { hold }),
      });
    }
  return { people: people.sort((a, b) => Number(b.hold !== undefined) - Number(a.hold !== undefined)) };
}
