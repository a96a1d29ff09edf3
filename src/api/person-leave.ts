import { openOrders } from "../domain/decide/orders.ts";
import { MasteryError, StateChanged } from "../domain/errors.ts";
import type { OrderOf } from "../domain/order.ts";
import { oktaIdOf, type Person } from "../domain/person.ts";
import type { Instant } from "../domain/time.ts";
import type { DirectoryReader } from "../ports/directory.ts";
import { readPause } from "../stores/pause.ts";
import { readPerson, recordOrder, resolvePerson } from "../stores/people.ts";
import { forTenant } from "../stores/tenant-store.ts";
import { readTenant } from "../tenants/tenant-records.ts";
import { askForAssessment } from "./ask-for-assessment.ts";
import type { ParsedInputOf } from "./contract.ts";
import { findPerson } from "./find-person.ts";
import { requireLeaverAuthority } from "./leaver-authority.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { readWhen } from "./when.ts";

export interface Leave {
  readonly tenantId: string;
  readonly personKey: string;
  readonly label?: string;
  readonly order: OrderOf<"leave">;
  /** False when the same leave, for the same time, had been ordered before. */
  readonly recorded: boolean;
  /** True when it holds already: the person is looked at without delay. */
  readonly holdsNow: boolean;
  readonly timeZone: string;
  /** The tenant is paused since then: the order waits until it is resumed. */
  readonly pausedSince?: Instant;
}

/**
 * A named operator orders that somebody leaves. The order is recorded with its audit entry before anything is sent, and
 * what follows from it is decided by the next look, which is asked for at once.
 * @throws AuthorityRefused when deactivation is not ours in this tenant, with the right place.
 */
export async function orderLeave(input: ParsedInputOf<"person.leave">, deps: OperatorDeps): Promise<Leave> {
  const { tenantId, reason, ticket, orderedBy } = input;
  const tenant = await readTenant(deps.store, tenantId);
  requireLeaverAuthority(tenant.config);
  const { timeZone } = tenant.config.policy;
  const orderedAt = deps.clock.now();
  const at = readWhen(input.at, { now: orderedAt, timeZone });
  const found = await findPerson(input.who, [tenant], deps);
  const store = forTenant(deps.store, tenantId);
  const personKey =
    found.kind === "person"
      ? found.person.key
      : await resolvePerson(store, tenantId, { provider: "okta", id: found.account.id }, deps.ids.personKey);
  if (found.kind === "person") await requireNotGone(found.person, await deps.directory(tenant.config));
  // The same leave for the same time is no second order, unless the person left and came back meanwhile.
  const known =
    found.kind === "person" ? openOrders(found.person, "leave").find((order) => order.at === at) : undefined;
  const order: OrderOf<"leave"> = known ?? {
    id: deps.ids.uuid(),
    kind: "leave",
    at,
    reason,
    orderedBy,
    orderedAt,
    ...(ticket === undefined ? {} : { ticket }),
  };
  if (!known) await recordOrder(store, tenantId, personKey, order);
  await askForAssessment(deps, tenantId, personKey);
  const label = (await readPerson(store, tenantId, personKey))?.value.label;
  const paused = await readPause(store, tenantId);
  const named = { ...(label === undefined ? {} : { label }), ...(paused ? { pausedSince: paused.since } : {}) };
  return { tenantId, personKey, ...named, order, recorded: !known, holdsNow: at <= orderedAt, timeZone };
}

/**
 * An order for somebody who has left would stand, unused, and throw a rehire out again. An account that lives, or cannot
 * be read, is ordered to leave all the same.
 * @throws StateChanged when the person has left and the account shows it.
 */
async function requireNotGone(person: Person, directory: DirectoryReader): Promise<void> {
  const accountId = oktaIdOf(person);
  if (person.phase !== "left" || accountId === undefined) return;
  const account = await directory.readAccount(accountId).catch(ignoreOutage);
  if (account === "unreadable" || (account && account.status !== "DEPROVISIONED")) return;
  throw new StateChanged(
    `nothing was ordered: ${person.key} has left${person.leftAt ? ` (${person.leftAt})` : ""}, and the account is ${account ? "deactivated" : "gone"}`,
  );
}

function ignoreOutage(error: unknown): "unreadable" {
  if (error instanceof MasteryError) return "unreadable";
  throw error;
}
