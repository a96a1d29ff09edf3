import * as z from "zod";
import { addMs, Instant } from "../domain/time.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { indexPartitions } from "../stores/keys.ts";
import { everyItem, parseItem } from "../stores/record.ts";

const DAY_MS = 86_400_000;
/** From yesterday (what the sweep has not taken yet) to a month ahead. */
const DAYS = { back: 1, ahead: 31 } as const;

const Due = z.object({ tenantId: z.string(), personKey: z.string(), at: Instant, kind: z.string(), why: z.string() });

/** What becomes due next in a tenant. */
export interface DueNext {
  readonly at: Instant;
  readonly kind: string;
  readonly personKey: string;
  readonly why: string;
}

/** The next due item of every tenant within a month, from the index that the minute's sweep reads. */
export async function nextDuePerTenant(store: ItemStore, now: Instant): Promise<ReadonlyMap<string, DueNext>> {
  const next = new Map<string, DueNext>();
  for (let day = -DAYS.back; day <= DAYS.ahead; day += 1) {
    const partition = indexPartitions.due(addMs(now, day * DAY_MS).slice(0, 10));
    for await (const item of everyItem((after) =>
      store.queryIndex("due", partition, after === undefined ? {} : { after }),
    )) {
      const { tenantId, ...due } = parseItem(item, Due);
      if (!next.has(tenantId)) next.set(tenantId, due);
    }
  }
  return next;
}
