import type { AccountStatus } from "../domain/account.ts";
import { engagementOf } from "../domain/decide/engagement.ts";
import { type OrderState, orderState } from "../domain/decide/order-state.ts";
import { MasteryError, NotFound } from "../domain/errors.ts";
import type { Engagement, Order } from "../domain/order.ts";
import { oktaIdOf, type Person } from "../domain/person.ts";
import type { Instant } from "../domain/time.ts";
import { type AuditEntry, firstBrokenEntry, readAudit } from "../stores/audit.ts";
import { listDueItems, type StoredDueItem } from "../stores/due-items.ts";
import { type Mailbox, readMailbox } from "../stores/mailbox.ts";
import { listRunsOf, type Run } from "../stores/runs.ts";
import { listTasks, type Task } from "../stores/tasks.ts";
import { forTenant } from "../stores/tenant-store.ts";
import type { TenantRecord } from "../tenants/tenant-records.ts";
import { type Away, awayOf } from "./away.ts";
import type { ParsedInputOf } from "./contract.ts";
import { findPerson } from "./find-person.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { tenantsOf } from "./tenants-of.ts";

/** The account as the directory shows it now, or why it could not be read. */
export type LiveAccount =
  | { readonly read: "yes"; readonly id: string; readonly status: AccountStatus; readonly statusChanged?: Instant }
  | { readonly read: "absent"; readonly id: string }
  | { readonly read: "failed"; readonly id: string; readonly error: string; readonly message: string }
  | { readonly read: "no link" };

export interface PersonDetail {
  readonly tenantId: string;
  readonly person: Person;
  readonly account: LiveAccount;
  readonly attention: { readonly ready: boolean; readonly readySince?: Instant; readonly execution?: string };
  /** What was ordered, and how far each order has come. */
  readonly orders: readonly { readonly order: Order; readonly state: OrderState }[];
  /** Of somebody whom an order engaged, with what was ordered since. */
  readonly engagement?: Engagement;
  readonly away?: Away;
  readonly due: readonly StoredDueItem[];
  readonly tasks: readonly Task[];
  /** Newest first. */
  readonly runs: readonly Run[];
  readonly audit: {
    readonly entries: readonly AuditEntry[];
    readonly sound: boolean;
    readonly firstBroken?: number;
  };
}

/** All that we know of one person, and the account's status read live where the directory can be reached. */
export async function showPerson(input: ParsedInputOf<"person.show">, deps: OperatorDeps): Promise<PersonDetail> {
  const found = await findPerson(input.who, await tenantsOf(input.tenantId, deps), deps);
  const tenantId = found.tenant.config.id;
  if (found.kind === "account")
    throw new NotFound(
      `account ${found.account.id} of tenant ${tenantId} is nobody's yet: no event has named it; \`mastery simulate\` shows what would be done`,
    );
  const { tenant, person } = found;
  const store = forTenant(deps.store, tenantId);
  const [account, mailbox, due, tasks, runs, entries] = await Promise.all([
    readLive(tenant, person, deps),
    readMailbox(store, tenantId, person.key),
    listDueItems(store, tenantId, person.key),
    listTasks(store, tenantId, person.key),
    listRunsOf(store, tenantId, person.key),
    readAudit(store, tenantId, person.key),
  ]);
  const firstBroken = firstBrokenEntry(entries);
  const audit = { entries, sound: firstBroken === undefined, ...(firstBroken === undefined ? {} : { firstBroken }) };
  const attention = attentionOf(mailbox?.value);
  const orders = describeOrders(person, deps.clock.now());
  return { tenantId, person, account, attention, ...orders, due, tasks, runs: runs.toReversed(), audit };
}

function describeOrders(person: Person, now: Instant): Pick<PersonDetail, "orders" | "engagement" | "away"> {
  const engagement = engagementOf(person, now);
  const away = awayOf(person, now);
  return {
    orders: person.orders.map((order) => ({ order, state: orderState(person, order, now) })),
    ...(engagement ? { engagement } : {}),
    ...(away ? { away } : {}),
  };
}

async function readLive({ config }: TenantRecord, person: Person, deps: OperatorDeps): Promise<LiveAccount> {
  const id = oktaIdOf(person);
  if (id === undefined) return { read: "no link" };
  try {
    const account = await (await deps.directory(config)).readAccount(id);
    if (!account) return { read: "absent", id };
    const { status, statusChanged } = account;
    return { read: "yes", id, status, ...(statusChanged === undefined ? {} : { statusChanged }) };
  } catch (error) {
    if (!(error instanceof MasteryError)) throw error;
    return { read: "failed", id, error: error.name, message: error.message };
  }
}

function attentionOf(mailbox: Mailbox | undefined): PersonDetail["attention"] {
  if (!mailbox) return { ready: false };
  const { lease, wanted, seen, readySince } = mailbox;
  const execution = lease === undefined ? {} : { execution: lease.execution };
  return wanted > (lease?.covers ?? seen) ? { ready: true, readySince, ...execution } : { ready: false, ...execution };
}
