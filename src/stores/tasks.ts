import * as z from "zod";
import { Instant } from "../domain/time.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { commit } from "./commit.ts";
import { keys } from "./keys.ts";
import { leaseCheck } from "./mailbox.ts";
import { parseItem, putRecord, readRecord } from "./record.ts";

/** Something that no API can do: tracked with an owner and a due date until somebody has done it. */
export const Task = z.strictObject({
  schemaVersion: z.literal(1),
  key: z.string(),
  title: z.string(),
  instructions: z.string(),
  owner: z.string(),
  status: z.enum(["open", "done"]),
  raisedAt: Instant,
  dueAt: Instant,
});
export type Task = z.infer<typeof Task>;

/** Raises a task while the execution holds the lease; one that is open already stays as it is. @throws Superseded */
export function raiseTask(
  store: ItemStore,
  at: { tenantId: string; personKey: string; execution: string },
  task: Omit<Task, "schemaVersion" | "status">,
): Promise<void> {
  const key = keys.task(at.tenantId, at.personKey, task.key);
  return commit<void>(store, async () => {
    const read = await readRecord(store, key, Task);
    if (read?.value.status === "open") return { writes: [], result: undefined };
    const check = await leaseCheck(store, at.tenantId, at.personKey, at.execution);
    return {
      writes: [check, putRecord(key, { schemaVersion: 1, status: "open", ...task }, read)],
      result: undefined,
    };
  });
}

export async function listTasks(store: ItemStore, tenantId: string, personKey: string): Promise<readonly Task[]> {
  const page = await store.query(keys.personPartition(tenantId, personKey), { prefix: "TASK#" });
  return page.items.map((item) => parseItem(item, Task));
}
