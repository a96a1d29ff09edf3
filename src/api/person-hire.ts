import { orderState } from "../domain/decide/order-state.ts";
import { openOrders } from "../domain/decide/orders.ts";
import { AuthorityRefused, InvalidInput, NotFound, StateChanged } from "../domain/errors.ts";
import { MASTERY } from "../domain/mastery.ts";
import type { Engagement } from "../domain/order.ts";
import { oktaIdOf, type Person } from "../domain/person.ts";
import { calendarDateAt, type Instant } from "../domain/time.ts";
import { hireNewPerson } from "../stores/hire-person.ts";
import { isInHr } from "../stores/stored-worker.ts";
import { forTenant } from "../stores/tenant-store.ts";
import type { TenantConfig } from "../tenants/tenant-config.ts";
import { readTenant, type TenantRecord } from "../tenants/tenant-records.ts";
import { askForAssessment } from "./ask-for-assessment.ts";
import type { ParsedInputOf } from "./contract.ts";
import { type Found, findPerson } from "./find-person.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { describePlaced, newOrder, type PlacedOrder, placeOrder, type Wanted } from "./place-order.ts";
import { requireReachable } from "./require-reachable.ts";

type Input = ParsedInputOf<"person.hire">;

/**
 * A named operator engages somebody: a new account is made for the login that is free, an account that is there is taken
 * up, one of somebody who has left is opened again. In a tenant whose HR system says who works there, only people whom it
 * does not hold, with a sponsor and a last day.
 * @throws AuthorityRefused with the right place.
 */
export async function orderHire(input: Input, deps: OperatorDeps): Promise<PlacedOrder<"hire">> {
  const tenant = await readTenant(deps.store, input.tenantId);
  const now = deps.clock.now();
  requireAuthority(tenant.config, input);
  requireDates(input, tenant, now);
  const wanted: Wanted<"hire"> = { kind: "hire", at: now, engagement: engagementIn(input, tenant) };
  const found = await findByLogin(wanted.engagement.login, tenant, deps);
  if (!found) return hireNew(input, wanted, { tenant, now }, deps);
  const person = found.kind === "person" ? { person: found.person } : {};
  return placeOrder<"hire">({ tenant, found, now, ...person }, input, wanted, deps, async () => {
    await requireNamed(input, tenant.config, deps);
    if (found.kind === "person") await requireFree(found.person, tenant.config.id, now, deps);
    await requireUnsourced(found, tenant.config, deps);
  });
}

async function hireNew(
  input: Input,
  wanted: Wanted<"hire">,
  { tenant, now }: { readonly tenant: TenantRecord; readonly now: Instant },
  deps: OperatorDeps,
): Promise<PlacedOrder<"hire">> {
  const tenantId = tenant.config.id;
  await requireNamed(input, tenant.config, deps);
  const order = newOrder(wanted, input, deps.ids.uuid(), now);
  const { personKey, takenBy } = await hireNewPerson(
    forTenant(deps.store, tenantId),
    tenantId,
    order,
    deps.ids.personKey,
  );
  if (takenBy) {
    const found = { kind: "person" as const, tenant, person: takenBy };
    return placeOrder<"hire">({ tenant, found, person: takenBy, now }, input, wanted, deps, () =>
      requireFree(takenBy, tenantId, now, deps),
    );
  }
  await askForAssessment(deps, tenantId, personKey);
  return describePlaced(tenant, personKey, { order, recorded: true, now }, deps);
}

function requireAuthority({ id, mode }: TenantConfig, { workerType, sponsor, endDate }: Input): void {
  const { authority, rightPlace } = MASTERY[mode];
  if (mode === "okta") return;
  if (mode !== "hr")
    throw new AuthorityRefused(
      `nobody was hired: in tenant ${id} accounts are made in ${authority} (${rightPlace}); the next import brings them into Okta`,
    );
  if (workerType === "employee" || workerType === "intern")
    throw new AuthorityRefused(
      `nobody was hired: in tenant ${id} ${authority} says who works there; enter the ${workerType} in ${rightPlace}`,
    );
  if (sponsor === undefined || endDate === undefined)
    throw new InvalidInput(
      `nobody was hired: in tenant ${id} somebody whom ${authority} does not hold needs --sponsor, who answers for them, and --end, the last day`,
    );
}

function requireDates({ workerType, startDate, endDate }: Input, { config }: TenantRecord, now: Instant): void {
  if (workerType === "contingent" && endDate === undefined)
    throw new InvalidInput("nobody was hired: a contractor has a last day; say it with --end");
  if (endDate === undefined) return;
  if (startDate !== undefined && endDate < startDate)
    throw new InvalidInput("nobody was hired: the last day comes before the first one");
  if (endDate < calendarDateAt(now, config.policy.timeZone))
    throw new InvalidInput("nobody was hired: the last day is over already");
}

function engagementIn(input: Input, { config }: TenantRecord): Engagement {
  const { attributes } = config.policy;
  const { workerType, startDate, endDate, sponsor, email } = input;
  const own: Record<string, string | undefined> = {
    firstName: input.given,
    lastName: input.family,
    email,
    [attributes.personalEmail]: input.personalEmail,
    [attributes.manager]: input.manager,
    [attributes.title]: input.title,
    [attributes.department]: input.department,
  };
  for (const name of Object.keys(input.set))
    if (name === "login" || own[name] !== undefined)
      throw new InvalidInput(`nobody was hired: ${name} has a flag of its own, and is not given with --set as well`);
  const given = Object.entries({ ...own, ...input.set }).filter(([, value]) => value !== undefined);
  return {
    workerType,
    login: input.login ?? email,
    profile: Object.fromEntries(given) as Record<string, string>,
    ...(startDate === undefined ? {} : { startDate }),
    ...(endDate === undefined ? {} : { endDate }),
    ...(sponsor === undefined ? {} : { sponsor }),
  };
}

async function requireNamed({ manager, sponsor }: Input, config: TenantConfig, deps: OperatorDeps): Promise<void> {
  for (const login of [manager, sponsor]) if (login !== undefined) await requireReachable(login, config, deps);
}

async function findByLogin(login: string, tenant: TenantRecord, deps: OperatorDeps): Promise<Found | undefined> {
  try {
    return await findPerson(login, [tenant], deps);
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

/** @throws StateChanged when the person is engaged, leaves just now, or is another system's. */
async function requireFree(person: Person, tenantId: string, now: Instant, deps: OperatorDeps): Promise<void> {
  const hire = openOrders(person, "hire").find((order) => orderState(person, order, now) !== "void");
  if (hire)
    throw new StateChanged(
      `nobody was hired: ${person.key} is hired under this login already (order ${hire.id}); change it ` +
        "(`mastery person change`, `mastery person extend`), or withdraw that order while it is to come",
    );
  if (person.phase === "leaving" || person.phase === "blocked")
    throw new StateChanged(
      `nobody was hired: ${person.key} is ${person.phase}; withdraw the leave if it was a mistake (\`mastery orders withdraw\`), or hire again once the person has left`,
    );
  if (await isInHr(forTenant(deps.store, tenantId), tenantId, person.key))
    throw new AuthorityRefused(`nobody was hired: the HR system holds ${person.key}; enter the new employment there`);
}

/** @throws AuthorityRefused when a directory sources the account that bears the login. */
async function requireUnsourced(found: Found, config: TenantConfig, deps: OperatorDeps): Promise<void> {
  const id = found.kind === "account" ? found.account.id : oktaIdOf(found.person);
  const account = id === undefined ? undefined : await (await deps.directory(config)).readAccount(id);
  const provider = account?.credentialProvider;
  if (provider !== "ACTIVE_DIRECTORY" && provider !== "LDAP") return;
  throw new AuthorityRefused(
    `nobody was hired: in tenant ${config.id} a directory sources the account that bears this login (${MASTERY.ad.rightPlace})`,
  );
}
