// Joiners one after the other in one process whose Okta is another process: prints the heap after collection at each mark.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { inBenchCompany, makeJoiners } from "./bench-company.ts";

const marks = process.argv.slice(2).map(Number);
const { gc } = globalThis as { gc?: () => void };
if (!gc) throw new Error("run with --expose-gc");

const okta = fork(fileURLToPath(new URL("./bench-okta.child.ts", import.meta.url)), { execArgv: [] });
const [where] = (await once(okta, "message")) as [{ readonly url: string; readonly apiToken: string }];
await inBenchCompany(async (company) => {
  let made = 0;
  for (const mark of marks) {
    for (; made < mark; made += 100) await makeJoiners(company, `batch-${made}`, Math.min(100, mark - made));
    made = mark;
    for (let n = 0; n < 3; n += 1) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    console.log(JSON.stringify({ runs: made, heapBytes: process.memoryUsage().heapUsed }));
  }
}, where);
okta.kill();
