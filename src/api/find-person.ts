import * as z from "zod";
import type { Account } from "../domain/account.ts";
import { InvalidInput, NotFound } from "../domain/errors.ts";
import { type Person, PersonKey } from "../domain/person.ts";
import { keys } from "../stores/keys.ts";
import { readPerson } from "../stores/people.ts";
import { readRecord } from "../stores/record.ts";
import { forTenant } from "../stores/tenant-store.ts";
import type { TenantRecord } from "../tenants/tenant-records.ts";
import type { OperatorDeps } from "./operator-deps.ts";

/** Okta's user ids. https://developer.okta.com/docs/reference/core-okta-api/#ids */
const OKTA_USER_ID = /^00u[A-Za-z0-9]{17}$/;
const Alias = z.object({ personKey: z.string() });

/** Whom an operator means: a person whom we know, or an account in the directory that is nobody's yet. */
export type Found =
  | { readonly kind: "person"; readonly tenant: TenantRecord; readonly person: Person }
  | { readonly kind: "account"; readonly tenant: TenantRecord; readonly account: Account };

/**
 * Finds by person key, by Okta user id, or by exact Okta login; creates nothing.
 * @throws NotFound when nobody has it; InvalidInput when several tenants would have to be asked for a login.
 */
export async function findPerson(who: string, tenants: readonly TenantRecord[], deps: OperatorDeps): Promise<Found> {
  for (const tenant of tenants) {
    const person = await findKnown(who, tenant, deps);
    if (person) return { kind: "person", tenant, person };
  }
  const [tenant, another] = tenants;
  if (!tenant) throw new NotFound("there is no tenant yet; apply one with `mastery tenant apply FILE`");
  const where = another ? "no tenant" : `tenant ${tenant.config.id}`;
  if (isPersonKey(who))
    throw new NotFound(
      `${another ? "no tenant has" : `${where} does not have`} this person; see \`mastery person list\``,
    );
  if (another) throw new InvalidInput("say with --tenant ID whose directory to look in; a login is not a person key");
  const account = await findAccount(who, tenant, deps);
  if (!account) throw new NotFound(`${where} has no account with this login or id; look it up in Okta`);
  const person = await findKnown(account.id, tenant, deps);
  return person ? { kind: "person", tenant, person } : { kind: "account", tenant, account };
}

const isPersonKey = (who: string): boolean => PersonKey.safeParse(who).success;

async function findKnown(who: string, { config }: TenantRecord, deps: OperatorDeps): Promise<Person | undefined> {
  const store = forTenant(deps.store, config.id);
  if (isPersonKey(who)) return (await readPerson(store, config.id, who))?.value;
  const alias = await readRecord(store, keys.link(config.id, "okta", who), Alias);
  return alias && (await readPerson(store, config.id, alias.value.personKey))?.value;
}

async function findAccount(who: string, { config }: TenantRecord, deps: OperatorDeps): Promise<Account | undefined> {
  const directory = await deps.directory(config);
  return OKTA_USER_ID.test(who) ? directory.readAccount(who) : directory.findAccountByLogin(who);
}
