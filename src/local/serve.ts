import { createAdjustableClock } from "./adjustable-clock.ts";
import { lockDataFolder, openDataFolder, writeOperatorFile } from "./data-folder.ts";
import { runDemo } from "./demo/story.ts";
import { startEmulatedOrgs } from "./emulated-orgs.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { createLocalLog } from "./local-log.ts";
import { operatorRoute } from "./operator-route.ts";
import type { StartOptions } from "./options.ts";
import { pageRoutes } from "./page/routes.ts";
import { createRuntime } from "./runtime.ts";

/** Runs until Ctrl-C. @throws InvalidInput for a busy port, a folder in use, or one that cannot be written. */
export async function serve(options: StartOptions): Promise<void> {
  const folder = openDataFolder(options.dataDir);
  const unlock = lockDataFolder(folder);
  const clock = createAdjustableClock(folder.clock);
  const orgs = await startEmulatedOrgs(folder, clock);
  let server: HttpServer | undefined;
  const baseUrl = (): string => server?.url ?? "";
  const emulatedOrgUrl = (tenantId: string): string => orgs.org(tenantId).url;
  const log = createLocalLog("error");
  const runtime = await createRuntime({ folder, clock, log, emulatedOrgUrl, baseUrl });
  const token = runtime.deps.ids.hex(32);
  const routes = [...pageRoutes(runtime), operatorRoute(runtime, token)];
  server = await startHttpServer(options.port, clock, runtime.functions.values(), routes);
  writeOperatorFile(folder, { url: server.url, token, pid: process.pid });
  await runtime.start();

  const stop = onSignal(async () => {
    await server?.close();
    await runtime.stop();
    await orgs.close();
    unlock();
  });
  console.log(`Mastery runs at ${server.url}  (data in ${options.dataDir}; Ctrl-C ends it)\n`);
  if (options.demo) await runDemo({ runtime, orgs, clock, baseUrl: server.url, print: console.log });
  await stop;
}

/** Resolves after `end` has run, once a person or a supervisor asks for it. */
function onSignal(end: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    let ending = false;
    const once = (): void => {
      if (ending) process.exit(130); // asked twice: at once
      ending = true;
      end().then(() => {
        resolve();
        process.exit(0);
      }, reject);
    };
    process.on("SIGINT", once);
    process.on("SIGTERM", once);
  });
}
