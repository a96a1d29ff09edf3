import { absenceAt } from "../domain/decide/order-state.ts";
import { openOrders } from "../domain/decide/orders.ts";
import { InvalidInput, StateChanged } from "../domain/errors.ts";
import type { Phase } from "../domain/person.ts";
import { forTenant } from "../stores/tenant-store.ts";
import type { ParsedInputOf } from "./contract.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { withdraw } from "./orders-withdraw.ts";
import { outsideOurWord, whoDecides } from "./our-word.ts";
import { findSubject, type PlacedOrder, placeOrder, type Subject } from "./place-order.ts";
import { readWhen } from "./when.ts";

const GONE: ReadonlySet<Phase> = new Set(["leaving", "blocked", "left"]);

/**
 * A leave of absence: sign-in is suspended from then on; groups, roles and licences stay for the return.
 * @throws AuthorityRefused where another system decides; StateChanged for somebody who leaves or has left.
 */
export async function orderAbsence(
  input: ParsedInputOf<"person.absence">,
  deps: OperatorDeps,
): Promise<PlacedOrder<"absence">> {
  const subject = await findSubject(input, deps);
  const { tenant, person, now } = subject;
  if (await whoDecides(subject, deps)) throw outsideOurWord(tenant.config, "who may sign in");
  const at = readWhen(input.at, { now, timeZone: tenant.config.policy.timeZone, edge: "start" });
  return placeOrder<"absence">(subject, input, { kind: "absence", at }, deps, () => {
    if (person && GONE.has(person.phase))
      throw new StateChanged(`nothing was ordered: ${person.key} is ${person.phase}, and has no sign-in to suspend`);
    const away = person && absenceAt(person, at);
    if (away) throw new StateChanged(`nothing was ordered: ${person.key} is away then already (order ${away.id})`);
  });
}

/** A return from an absence, or a containment that was lifted. */
export type Return =
  | (PlacedOrder<"return"> & { readonly lifted?: undefined })
  | {
      readonly tenantId: string;
      readonly personKey: string;
      readonly label?: string;
      readonly lifted: readonly string[];
    };

/**
 * Gives sign-in back to somebody who was absent by order, or lifts their containment.
 * @throws StateChanged when there is nothing to return from.
 */
export async function orderReturn(input: ParsedInputOf<"person.return">, deps: OperatorDeps): Promise<Return> {
  const subject = await findSubject(input, deps);
  const { tenant, person, now } = subject;
  const at = readWhen(input.at, { now, timeZone: tenant.config.policy.timeZone, edge: "start" });
  const contained = person ? openOrders(person, "contain") : [];
  if (person && contained.length > 0) {
    if (at > now) throw new InvalidInput("a containment is lifted at once: order the return without --at");
    return lift(
      subject,
      person.key,
      contained.map(({ id }) => id),
      input,
      deps,
    );
  }
  return placeOrder<"return">(subject, input, { kind: "return", at }, deps, () => {
    if (!person || !absenceAt(person, at)) throw new StateChanged(nothingToReturnFrom(subject));
  });
}

async function lift(
  { tenant, person, now }: Subject,
  personKey: string,
  lifted: readonly string[],
  { reason, orderedBy }: ParsedInputOf<"person.return">,
  deps: OperatorDeps,
): Promise<Return> {
  const tenantId = tenant.config.id;
  const store = forTenant(deps.store, tenantId);
  for (const orderId of lifted)
    await withdraw({ tenantId, personKey, orderId, by: orderedBy, reason }, { store, now, deps });
  return { tenantId, personKey, lifted, ...(person?.label === undefined ? {} : { label: person.label }) };
}

function nothingToReturnFrom({ person, now }: Subject): string {
  const later = person && openOrders(person, "absence").find(({ at }) => at > now);
  if (later)
    return `nothing was ordered: the absence (order ${later.id}) has not begun; withdraw it (\`mastery orders withdraw\`)`;
  return "nothing was ordered: no absence of this person was ordered that would hold then; a suspension that somebody made in Okta is lifted in Okta";
}
