/** A child process that receives and acknowledges until the queue is empty, or sends one message and dies. */
import { randomBytes, randomUUID } from "node:crypto";
import { instantOf } from "../../src/domain/time.ts";
import { openSqliteQueue } from "../../src/local/sqlite-queue.ts";

const job = JSON.parse(process.argv[2] ?? "") as { racer: number; path: string; name: string; die?: boolean };
const queue = openSqliteQueue({
  path: job.path,
  name: job.name,
  clock: { now: () => instantOf(Date.now()) },
  ids: { uuid: () => randomUUID(), hex: (bytes) => randomBytes(bytes).toString("hex") },
  maxReceives: 3,
});

process.once("message", async () => {
  if (job.die) {
    await queue.send([{ body: { from: "the dead" }, group: "acme" }]);
    process.kill(process.pid, "SIGKILL");
  }
  const won: string[] = [];
  for (let batch = await queue.receive(3, 60); batch.length > 0; batch = await queue.receive(3, 60)) {
    for (const message of batch) {
      won.push(String(message.body["n"]));
      await queue.acknowledge(message.receipt);
    }
  }
  process.send?.({ racer: job.racer, won });
});
process.send?.("ready");
