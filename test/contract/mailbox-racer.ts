/** A child process that wishes to look at each of some people and takes the lease of whom it can. */
import type { Instant } from "../../src/domain/time.ts";
import type { ItemStore } from "../../src/ports/item-store.ts";
import { readMailbox, takeLease } from "../../src/stores/mailbox.ts";
import { wake } from "../../src/stores/wake.ts";
import type { ChildStore, RaceResult } from "./race.ts";

interface Job {
  readonly racer: number;
  readonly racers: number;
  readonly store: ChildStore;
  readonly tenantId: string;
  readonly people: readonly string[];
  readonly now: Instant;
}

const { racer, racers, store: child, tenantId, people, now } = JSON.parse(process.argv[2] ?? "") as Job;
const opener = (await import(child.module)) as { open(options: object): ItemStore | Promise<ItemStore> };
const store = await opener.open(child.options);

/** Whoever is there first waits for the others: as many wishes as racers. */
async function meetAt(personKey: string): Promise<void> {
  while (((await readMailbox(store, tenantId, personKey))?.value.wanted ?? 0) < racers);
}

process.once("message", async () => {
  const won: string[] = [];
  for (const personKey of people) {
    await wake(store, { tenantId, personKey, priority: 1, now });
    await meetAt(personKey);
    if (await takeLease(store, tenantId, personKey, now)) won.push(personKey);
  }
  process.send?.({ racer, won } satisfies RaceResult);
});
process.send?.("ready");
