/** The child process of `race.ts`. */
import type { ItemStore, Write } from "../../src/ports/item-store.ts";
import type { ChildStore, RaceResult, RaceTask } from "./race.ts";

interface Job {
  readonly racer: number;
  readonly store: ChildStore;
  readonly task: RaceTask;
}

const job = JSON.parse(process.argv[2] ?? "") as Job;
const opener = (await import(job.store.module)) as { open(options: object): ItemStore | Promise<ItemStore> };
const store = await opener.open(job.store.options);

process.once("message", async () => {
  process.send?.({ racer: job.racer, won: await run(job.task) } satisfies RaceResult);
});
process.send?.("ready");

async function run(task: RaceTask): Promise<string[]> {
  const won: string[] = [];
  for (let n = 0; n < task.times; n += 1) {
    if (task.kind === "increment") await increment(task.partition);
    else if (await transactOnce(task.kind === "lease" ? lease(task.partition, n) : unique(task.partition, n)))
      won.push(`${n}`);
  }
  return won;
}

async function increment(partition: string): Promise<void> {
  const key = { partition, sort: "counter" };
  for (;;) {
    const item = await store.get(key);
    const value = { count: Number(item?.value["count"] ?? 0) + 1 };
    const when = item === undefined ? "absent" : { version: item.version };
    const { outcome } = await store.transact([{ kind: "put", key, content: { value }, when }]);
    if (outcome === "committed") return;
  }
}

function lease(partition: string, n: number): Write[] {
  const key = { partition, sort: `lease#${n}` };
  return [{ kind: "put", key, content: { value: { holder: job.racer } }, when: "absent" }];
}

function unique(partition: string, n: number): Write[] {
  const person = { partition, sort: `person#${job.racer}-${n}` };
  return [
    { kind: "put", key: person, content: { value: { name: `${n}` } }, when: "absent" },
    { kind: "put", key: { partition, sort: `name#${n}` }, content: { value: {} }, when: "absent" },
  ];
}

/** Whether it won; a conflict only says that somebody else was there at the same time. */
async function transactOnce(writes: readonly Write[]): Promise<boolean> {
  for (;;) {
    const { outcome } = await store.transact(writes);
    if (outcome !== "conflict") return outcome === "committed";
  }
}
