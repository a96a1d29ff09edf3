import { orderState } from "../domain/decide/order-state.ts";
import { openOrders } from "../domain/decide/orders.ts";
import { StateChanged } from "../domain/errors.ts";
import type { Order, OrderKind, OrderOf } from "../domain/order.ts";
import type { Person } from "../domain/person.ts";
import type { Instant } from "../domain/time.ts";
import { readPause } from "../stores/pause.ts";
import { readPerson, recordOrder, resolvePerson } from "../stores/people.ts";
import { forTenant } from "../stores/tenant-store.ts";
import { readTenant, type TenantRecord } from "../tenants/tenant-records.ts";
import { askForAssessment } from "./ask-for-assessment.ts";
import { type Found, findPerson } from "./find-person.ts";
import type { OperatorDeps } from "./operator-deps.ts";

/** An order as it was written down, or as it had been before. */
export interface PlacedOrder<K extends OrderKind> {
  readonly tenantId: string;
  readonly personKey: string;
  readonly label?: string;
  readonly order: OrderOf<K>;
  /** False when the same had been ordered before. */
  readonly recorded: boolean;
  /** True when it holds already: the person is looked at without delay. */
  readonly holdsNow: boolean;
  readonly timeZone: string;
  /** The tenant is paused since then: the order waits until it is resumed. */
  readonly pausedSince?: Instant;
}

/** Who is meant, before anything is written. */
export interface Subject {
  readonly tenant: TenantRecord;
  readonly found: Found;
  readonly person?: Person;
  readonly now: Instant;
}

/** Who orders something, and why. */
export interface Instruction {
  readonly reason: string;
  readonly ticket?: string | undefined;
  readonly orderedBy: string;
}

/** Finds whom an order means. @throws NotFound; StateChanged for a person who turned out to be another one. */
export async function findSubject(
  { tenantId, who }: { readonly tenantId: string; readonly who: string },
  deps: OperatorDeps,
): Promise<Subject> {
  const tenant = await readTenant(deps.store, tenantId);
  const found = await findPerson(who, [tenant], deps);
  if (found.kind === "person" && found.person.mergedInto !== undefined)
    throw new StateChanged(
      `nothing was ordered: ${found.person.key} is the same person as ${found.person.mergedInto}; order it for that one`,
    );
  return { tenant, found, now: deps.clock.now(), ...(found.kind === "person" ? { person: found.person } : {}) };
}

type Own<T> = T extends Order ? Omit<T, "id" | "reason" | "ticket" | "orderedBy" | "orderedAt" | "withdrawn"> : never;
/** What is ordered, without who, when and why. */
export type Wanted<K extends OrderKind> = Own<OrderOf<K>>;

/**
 * Records an order with its audit entry before anything is sent; what follows from it is decided by the next look, which
 * is asked for at once. The same order given again is no second one, and is not checked again.
 * @param check what has to be true of the person for an order that is new.
 */
export async function placeOrder<K extends OrderKind>(
  subject: Subject,
  instruction: Instruction,
  wanted: Wanted<K>,
  deps: OperatorDeps,
  check: () => void | Promise<void> = () => {},
): Promise<PlacedOrder<K>> {
  const { tenant, found, person, now } = subject;
  const tenantId = tenant.config.id;
  const store = forTenant(deps.store, tenantId);
  const known = person && findSame(person, wanted, now);
  if (!known) await check();
  const personKey =
    found.kind === "person"
      ? found.person.key
      : await resolvePerson(store, tenantId, { provider: "okta", id: found.account.id }, deps.ids.personKey);
  const order = known ?? newOrder(wanted, instruction, deps.ids.uuid(), now);
  if (!known) await recordOrder(store, tenantId, personKey, order);
  await askForAssessment(deps, tenantId, personKey);
  return describePlaced(tenant, personKey, { order, recorded: !known, now }, deps);
}

/** What is said of an order that is written down. */
export async function describePlaced<K extends OrderKind>(
  { config }: TenantRecord,
  personKey: string,
  { order, recorded, now }: { readonly order: OrderOf<K>; readonly recorded: boolean; readonly now: Instant },
  deps: OperatorDeps,
): Promise<PlacedOrder<K>> {
  const { id: tenantId, policy } = config;
  const store = forTenant(deps.store, tenantId);
  const label = (await readPerson(store, tenantId, personKey))?.value.label;
  const paused = await readPause(store, tenantId);
  const named = { ...(label === undefined ? {} : { label }), ...(paused ? { pausedSince: paused.since } : {}) };
  return { tenantId, personKey, ...named, order, recorded, holdsNow: order.at <= now, timeZone: policy.timeZone };
}

/** An order with who, when and why. */
export function newOrder<K extends OrderKind>(
  wanted: Wanted<K>,
  { reason, ticket, orderedBy }: Instruction,
  id: string,
  now: Instant,
): OrderOf<K> {
  const order = { ...wanted, id, reason, orderedBy, orderedAt: now, ...(ticket === undefined ? {} : { ticket }) };
  return order as unknown as OrderOf<K>; // sound: `Wanted` is an order without these
}

/** The order that says the same for the same time, or holds already, unless it has been carried out since. */
export function findSame<K extends OrderKind>(person: Person, wanted: Wanted<K>, now: Instant): OrderOf<K> | undefined {
  const { kind, at } = wanted as unknown as { kind: K; at: Instant };
  const holdsNow = at <= now;
  const same = (order: OrderOf<K>): boolean =>
    (order.at === at || (holdsNow && order.at <= now)) && contentOf(order) === contentOf(wanted);
  return openOrders(person, kind).find((order) => same(order) && orderState(person, order, now) !== "done");
}

/** What an order says apart from its time, in an order of its own. */
function contentOf(order: object): string {
  const { changes, endDate, sponsor, engagement } = order as Partial<
    Omit<OrderOf<"change">, "kind"> & Omit<OrderOf<"hire">, "kind">
  >;
  return JSON.stringify([sorted(changes), endDate, sponsor, sorted(engagement), sorted(engagement?.profile)]);
}

const sorted = (members: object | undefined): readonly unknown[] =>
  Object.entries(members ?? {})
    .filter(([name, value]) => value !== undefined && name !== "profile")
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
