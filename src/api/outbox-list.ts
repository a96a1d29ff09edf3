import type { Instant } from "../domain/time.ts";
import { listOutbox, type OutboxMessage } from "../stores/outbox-record.ts";
import { forTenant } from "../stores/tenant-store.ts";
import type { ParsedInputOf } from "./contract.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { tenantsOf } from "./tenants-of.ts";

export interface WaitingMessage {
  readonly tenantId: string;
  readonly key: string;
  readonly template: string;
  readonly to: string;
  readonly at: Instant;
  /** It carries a one-time link that nobody has used. */
  readonly hasLink: boolean;
  /** What took it over, and its own answer; missing while the message is undelivered. */
  readonly delivered?: { readonly by: string; readonly answer: string; readonly at: Instant };
  readonly attempts: number;
  readonly lastError?: string;
  /** Who took it last since it was written; a link that was renewed is untaken again. */
  readonly takenBy?: string;
}

export interface OutboxList {
  readonly messages: readonly WaitingMessage[];
}

/** The messages of one tenant or all: first what is undelivered, then unused links, then the newest. */
export async function listMessages(input: ParsedInputOf<"outbox.list">, deps: OperatorDeps): Promise<OutboxList> {
  const messages: WaitingMessage[] = [];
  for (const { config } of await tenantsOf(input.tenantId, deps))
    for (const message of await listOutbox(forTenant(deps.store, config.id), config.id)) {
      const { key, template, to, at, hasSecretLink, linkUsedAt } = message;
      const hasLink = hasSecretLink && linkUsedAt === undefined;
      const takenBy = message.taken?.findLast((taking) => taking.at >= at)?.by;
      const taken = takenBy === undefined ? {} : { takenBy };
      messages.push({ tenantId: config.id, key, template, to, at, hasLink, ...taken, ...deliveryOf(message) });
    }
  return { messages: messages.toSorted((a, b) => urgency(a) - urgency(b) || (a.at < b.at ? 1 : -1)) };
}

function deliveryOf({ receipt, attempts }: OutboxMessage) {
  const { error } = attempts.at(-1) ?? {};
  if (receipt) {
    const { by, answer, at } = receipt;
    return { attempts: attempts.length, delivered: { by, answer, at } };
  }
  return { attempts: attempts.length, ...(error === undefined ? {} : { lastError: error }) };
}

/** What is undelivered, then links that nobody has used or taken, then the rest. */
function urgency({ delivered, hasLink, takenBy }: WaitingMessage): number {
  if (takenBy !== undefined) return 2;
  if (delivered === undefined) return 0;
  return hasLink ? 1 : 2;
}
