import { addMs, type Instant } from "../domain/time.ts";
import type { ItemKey, ItemStore } from "../ports/item-store.ts";
import { indexPartitions } from "./keys.ts";
import type { OutboxMessage } from "./outbox-record.ts";
import { everyItem } from "./record.ts";

const MINUTE_MS = 60_000;
const LONGEST_WAIT_MINUTES = 360;
/** News that is older tells nobody anything. */
const TRIED_FOR_MS = 3 * 24 * 60 * MINUTE_MS;

/** What goes out with a run: its next look sends it, with what is true then. A sweep would send what is not any more. */
const OF_A_RUN: ReadonlySet<string> = new Set(["manager-welcome", "manager-activation-link", "manager-move"]);

type Waiting = Pick<
  OutboxMessage,
  "template" | "at" | "attempts" | "receipt" | "taken" | "hasSecretLink" | "linkUsedAt" | "claimedUntil"
>;

/** Where a message lies in the index while it waits; undefined once nothing is left to do. */
export function waitingKey(tenantId: string, short: string, message: Waiting): ItemKey | undefined {
  const { receipt, taken, at } = message;
  if (taken?.some((taking) => taking.at >= at)) return undefined; // somebody delivers it by hand
  if (receipt) return message.hasSecretLink && message.linkUsedAt === undefined ? key("link#") : undefined;
  const next = nextAttempt(message);
  if (OF_A_RUN.has(message.template) || next === undefined) return key("stuck#");
  return key(`due#${next}#`);

  function key(prefix: string): ItemKey {
    return { partition: indexPartitions.waitingMail(tenantId), sort: `${prefix}${short}` };
  }
}

/** A minute, two, four, up to six hours after the attempt before; undefined after three days. */
function nextAttempt({ attempts, claimedUntil, at }: Waiting): Instant | undefined {
  if (claimedUntil !== undefined) return claimedUntil;
  const minutes = Math.min(2 ** Math.max(0, attempts.length - 1), LONGEST_WAIT_MINUTES);
  const next = addMs(attempts.at(-1)?.at ?? at, minutes * MINUTE_MS);
  return next > addMs(at, TRIED_FOR_MS) ? undefined : next;
}

/** The range of the index that holds what is due for another attempt. */
export const dueRange = (now: Instant) => ({ from: "due#", to: `due#${now}~` });

export interface WaitingCounts {
  readonly undelivered: number;
  /** Delivered links to a first credential that nobody has used or taken. */
  readonly waitingLinks: number;
}

/** How many of the tenant's messages wait, for whom. The index may lag. */
export async function countWaitingMail(store: ItemStore, tenantId: string): Promise<WaitingCounts> {
  const counts = { undelivered: 0, waitingLinks: 0 };
  const partition = indexPartitions.waitingMail(tenantId);
  const pages = everyItem((after) => store.queryIndex("ready", partition, after === undefined ? {} : { after }));
  for await (const { indexes } of pages)
    counts[indexes?.ready?.sort.startsWith("link#") ? "waitingLinks" : "undelivered"] += 1;
  return counts;
}
