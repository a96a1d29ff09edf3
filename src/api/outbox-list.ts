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

/** The messages of one tenant or all: first links that nobody has taken and what is undelivered, then the newest. */
export async function listMessages(input: ParsedInputOf<"outbox.list">, deps: OperatorDeps): Promise<OutboxList> {
  const messages: WaitingMessage[] = [];
  for (const { config } of await tenantsOf(input.tenantId, deps))
    for (const message of await listOutbox(forTenant(deps.store, config.id), config.id)) {
      const { key, template, to, at, hasSecretLink: hasLink } = message;
      const takenBy = message.taken?.findLast((taking) => taking.at >= at)?.by;
      const taken = takenBy === undefined ? {} : { takenBy };
      messages.push({ tenantId: config.id, key, template, to, at, hasLink, ...taken, ...deliveryOf(message) });
    }
  const waits = ({ hasLink, takenBy, delivered }: WaitingMessage): number =>
    takenBy === undefined && (hasLink || delivered === undefined) ? 0 : 1;
  return { messages: messages.toSorted((a, b) => waits(a) - waits(b) || (a.at < b.at ? 1 : -1)) };
}

function deliveryOf({ receipt, attempts }: OutboxMessage) {
  const { error } = attempts.at(-1) ?? {};
  if (receipt) {
    const { by, answer, at } = receipt;
    return { attempts: attempts.length, delivered: { by, answer, at } };
  }
  return { attempts: attempts.length, ...(error === undefined ? {} : { lastError: error }) };
}
