/** The parts of one process, each call of which waits for its turn; once the process has died, none ever answers. */
import type { ExecutionArchive } from "../../src/local/execution-archive.ts";
import type { SqliteQueue } from "../../src/local/sqlite-queue.ts";
import type { ItemStore, Write } from "../../src/ports/item-store.ts";
import type { Outsiders } from "./outsiders.ts";
import type { Life, Simulation } from "./simulation.ts";

export function mortalStore(simulation: Simulation, life: Life, store: ItemStore): ItemStore {
  const { turn } = simulation;
  return {
    get: (key) => turn(life, undefined, () => store.get(key)),
    query: (partition, range) => turn(life, undefined, () => store.query(partition, range)),
    queryIndex: (index, partition, range) => turn(life, undefined, () => store.queryIndex(index, partition, range)),
    transact: (writes) => turn(life, `store: ${writes.map(nameOf).join(" + ")}`, () => store.transact(writes)),
  };
}

/** Which kinds of item a write touches; never which. */
function nameOf({ kind, key }: Write): string {
  const [sort] = key.sort.split("#");
  const [, , what] = key.partition.split("#");
  return `${kind} ${(sort === "" ? what : sort)?.toLowerCase()}`;
}

export function mortalQueue(
  { turn }: Simulation,
  life: Life,
  queue: SqliteQueue,
  { name, see }: { readonly name: string; readonly see: Outsiders["see"] },
): SqliteQueue {
  return {
    send: async (messages) => {
      see(`a message in ${name}`, messages);
      if (messages.length > 0) await turn(life, `queue ${name}: send`, () => queue.send(messages));
    },
    receive: (max, seconds) => turn(life, undefined, () => queue.receive(max, seconds)),
    acknowledge: (receipt) => turn(life, `queue ${name}: acknowledge`, () => queue.acknowledge(receipt)),
    release: (receipt, seconds) => turn(life, `queue ${name}: release`, () => queue.release(receipt, seconds)),
    nextVisibleAt: () => turn(life, undefined, () => queue.nextVisibleAt()),
    releaseAll: () => turn(life, undefined, () => queue.releaseAll()),
    deadLetters: () => turn(life, undefined, () => queue.deadLetters()),
    redrive: (id) => turn(life, undefined, () => queue.redrive(id)),
    close: () => undefined,
  };
}

export function mortalArchive(
  simulation: Simulation,
  life: Life,
  archive: ExecutionArchive,
  see: Outsiders["see"],
): ExecutionArchive {
  return {
    ...archive,
    add: (summary, input) => {
      see("an execution's name or input", [summary, input]);
      let added = true;
      simulation.effectNow(life, `execution ${summary.machine}: start`, () => {
        added = archive.add(summary, input);
      });
      return added;
    },
    record: (name, event) => {
      see(`the history of an execution (${event.type})`, event);
      simulation.effectNow(life, `execution: ${event.type}`, () => archive.record(name, event));
    },
    close: (name, end) => {
      see("how an execution ended", end);
      simulation.effectNow(life, "execution: close", () => archive.close(name, end));
    },
  };
}
