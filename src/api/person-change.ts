import type { Account } from "../domain/account.ts";
import { openOrders, standingLeaveOrder } from "../domain/decide/orders.ts";
import { ownerOf } from "../domain/decide/profile.ts";
import { AuthorityRefused, InvalidInput, StateChanged } from "../domain/errors.ts";
import { attributeOwner, MASTERY } from "../domain/mastery.ts";
import { oktaIdOf, type Phase } from "../domain/person.ts";
import type { Policy } from "../domain/policy.ts";
import { CalendarDate, calendarDateAt } from "../domain/time.ts";
import { isInHr } from "../stores/stored-worker.ts";
import { forTenant } from "../stores/tenant-store.ts";
import type { ParsedInputOf } from "./contract.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { hasOurWord, modeFor } from "./our-word.ts";
import { findSubject, type PlacedOrder, placeOrder, type Subject, type Wanted } from "./place-order.ts";
import { requireReachable } from "./require-reachable.ts";
import { readWhen } from "./when.ts";

type Input = ParsedInputOf<"person.change">;

/**
 * A named operator orders other attributes, another sponsor, or another last day. What is ordered is carried out once:
 * what somebody changes in Okta afterwards stays.
 * @throws AuthorityRefused with the right place for what another system sources.
 */
export async function orderChange(input: Input, deps: OperatorDeps): Promise<PlacedOrder<"change">> {
  const subject = await findSubject(input, deps);
  const { tenant, person, now } = subject;
  const { policy } = tenant.config;
  const at = readWhen(input.at, { now, timeZone: policy.timeZone, edge: "start" });
  const wanted = wantedBy(input, subject, at);
  return placeOrder<"change">(subject, input, wanted, deps, async () => {
    if (person && HAS_LEFT.has(person.phase) && !extendsInGrace(subject, wanted))
      throw new StateChanged(
        `nothing was ordered: ${person.key} is ${person.phase}; a change would never be carried out`,
      );
    await requireOwners(subject, Object.keys(wanted.changes), deps);
    requireOurWord(subject);
    for (const login of [input.manager, input.sponsor])
      if (login !== undefined) await requireReachable(login, tenant.config, deps);
  });
}

const HAS_LEFT: ReadonlySet<Phase> = new Set(["leaving", "blocked", "left"]);

/** The last day of a contract has blocked sign-in, and is put off: it goes on once somebody has lifted the block. */
function extendsInGrace({ person, now }: Subject, { endDate }: Pick<Wanted<"change">, "endDate">): boolean {
  if (person?.phase !== "blocked" || endDate === undefined) return false;
  return openOrders(person, "hire").length > 0 && standingLeaveOrder(person, now) === undefined;
}

function wantedBy(input: Input, subject: Subject, at: Wanted<"change">["at"]): Wanted<"change"> {
  const { policy } = subject.tenant.config;
  const { endDate, sponsor } = input;
  const isEngaged = modeFor(subject.tenant.config, subject.person, subject.now) !== subject.tenant.config.mode;
  const engaged = isEngaged || hasHire(subject);
  if (sponsor !== undefined && !engaged)
    throw new InvalidInput("only somebody whom an order engaged (`mastery person hire`) has a sponsor");
  if (endDate !== undefined) requireFuture(endDate, subject);
  if (endDate !== undefined && !engaged && policy.attributes.endDate === undefined)
    throw new InvalidInput(
      "this person was not engaged by an order, and policy.attributes.endDate names no attribute for the last day: " +
        "order the leave with its date instead (`mastery person leave --at`)",
    );
  const changes = changesIn(input, policy);
  if (Object.keys(changes).length === 0 && sponsor === undefined && endDate === undefined)
    throw new InvalidInput(
      "say what is to change: --set, --clear, --title, --department, --manager, --end or --sponsor",
    );
  return {
    kind: "change",
    at,
    changes,
    ...(endDate !== undefined && engaged ? { endDate } : {}),
    ...(sponsor === undefined ? {} : { sponsor }),
  };
}

const hasHire = ({ person }: Subject): boolean =>
  person?.orders.some(({ kind, withdrawn }) => kind === "hire" && !withdrawn) ?? false;

function requireFuture(endDate: CalendarDate, { tenant, now }: Subject): void {
  if (endDate < calendarDateAt(now, tenant.config.policy.timeZone))
    throw new InvalidInput("the last day is over already: order the leave (`mastery person leave`)");
}

/** Attribute by attribute; each once, and none that says how a person signs in except a new address by itself. */
function changesIn(input: Input, policy: Policy): Record<string, string | null> {
  const { attributes } = policy;
  const named: (readonly [string, string | null])[] = [
    ...Object.entries(input.set),
    ...input.clear.map((attribute) => [attribute, null] as const),
    ...(input.title === undefined ? [] : [[attributes.title, input.title] as const]),
    ...(input.department === undefined ? [] : [[attributes.department, input.department] as const]),
    ...(input.manager === undefined ? [] : [[attributes.manager, input.manager] as const]),
    ...(input.endDate === undefined || !attributes.endDate ? [] : [[attributes.endDate, input.endDate] as const]),
  ];
  const changes: Record<string, string | null> = {};
  for (const [attribute, value] of named) {
    if (attribute in changes) throw new InvalidInput(`${attribute} is named twice`);
    changes[attribute] = value;
  }
  requireSense(changes, policy);
  return changes;
}

function requireSense(changes: Readonly<Record<string, string | null>>, { attributes }: Policy): void {
  if ("login" in changes)
    throw new InvalidInput(
      `nobody's login is changed by order; change it where it belongs (${MASTERY.okta.rightPlace})`,
    );
  if ("email" in changes && (changes["email"] === null || Object.keys(changes).length > 1))
    throw new InvalidInput("a new e-mail address is ordered by itself, and cannot be cleared");
  for (const attribute of [attributes.startDate, attributes.endDate]) {
    const value = attribute === undefined ? undefined : changes[attribute];
    if (typeof value === "string" && !CalendarDate.safeParse(value).success)
      throw new InvalidInput(`${attribute} takes a date such as 2026-03-31`);
  }
}

/** @throws AuthorityRefused naming every attribute that another system sources, and where it is changed. */
async function requireOwners(subject: Subject, attributes: readonly string[], deps: OperatorDeps): Promise<void> {
  const { tenant, person, now } = subject;
  const mode = modeFor(tenant.config, person, now);
  const account = await accountOf(subject, deps);
  const isRecorded = person && (await isInHr(forTenant(deps.store, tenant.config.id), tenant.config.id, person.key));
  const owners = attributes.flatMap((attribute) => {
    const owner = account ? ownerOf(attribute, account, isRecorded ? "hr" : mode) : attributeOwner(mode, attribute);
    return owner === "okta" ? [] : [{ attribute, owner }];
  });
  if (owners.length === 0) return;
  const words = owners.map(({ attribute, owner }) => {
    const { authority, rightPlace } = MASTERY[owner];
    return `${attribute} is sourced by ${authority} (change it in ${rightPlace})`;
  });
  throw new AuthorityRefused(`nothing was ordered: ${words.join("; ")}`, { provider: "okta" });
}

/** What Okta keeps for itself in such a tenant is changed there by hand. @throws AuthorityRefused */
function requireOurWord({ tenant, person, now }: Subject): void {
  const { config } = tenant;
  if (hasOurWord(config, person, now)) return;
  const { authority } = MASTERY[config.mode];
  throw new AuthorityRefused(
    `nothing was ordered: in tenant ${config.id} ${authority} is the authority, and Mastery changes no profile; ` +
      `change it in ${MASTERY.okta.rightPlace}`,
    { provider: "okta" },
  );
}

async function accountOf({ found, person, tenant }: Subject, deps: OperatorDeps): Promise<Account | undefined> {
  if (found.kind === "account") return found.account;
  const id = person && oktaIdOf(person);
  return id === undefined ? undefined : (await deps.directory(tenant.config)).readAccount(id);
}
