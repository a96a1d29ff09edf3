import { createAdjustableClock } from "./adjustable-clock.ts";
import { lockDataFolder, openDataFolder, writeOperatorFile } from "./data-folder.ts";
import { runDemo } from "./demo/story.ts";
import { connectHooks } from "./emulated-hooks.ts";
import { startEmulatedOrgs } from "./emulated-orgs.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { createLocalLog } from "./local-log.ts";
import { localMail } from "./mail.ts";
import { operatorRoute } from "./operator-route.ts";
import type { StartOptions } from "./options.ts";
import { pageRoutes } from "./page/routes.ts";
import { createRuntime } from "./runtime.ts";

/** Runs until Ctrl-C. @throws InvalidInput for a busy port, a folder in use, or one that cannot be written. */
export async function serve(options: StartOptions): Promise<void> {
  const folder = openDataFolder(options.dataDir);
  const unlock = lockDataFolder(folder);
  const clock = createAdjustableClock(folder.clock);
  const mail = localMail(folder, clock, process.env);
  const orgs = await startEmulatedOrgs(folder, clock);
  let server: HttpServer | undefined;
  const baseUrl = (): string => server?.url ?? "";
  const emulatedOrgUrl = (tenantId: string): string => orgs.org(tenantId).url;
  const log = createLocalLog("error");
  const runtime = await createRuntime({ folder, clock, log, emulatedOrgUrl, baseUrl, mail: mail.transport });
  const token = runtime.deps.ids.hex(32);
  const routes = [...pageRoutes(runtime), operatorRoute(runtime, token)];
  server = await startHttpServer(options.port, clock, runtime.functions.values(), routes);
  writeOperatorFile(folder, { url: server.url, token, pid: process.pid });
  const ended = onSignal(async () => {
    await server?.close();
    await runtime.stop();
    await orgs.close();
    unlock();
  });
  await Promise.race([work(), ended.asked]);
  await ended.done;

  async function work(): Promise<void> {
    await connectHooks(runtime.deps, orgs, baseUrl());
    await runtime.start();
    console.log(`Mastery runs at ${baseUrl()}  (data in ${options.dataDir}, mail ${mail.where}; Ctrl-C ends it)\n`);
    if (!options.demo) return;
    const stage = { runtime, orgs, clock, baseUrl: baseUrl(), dataDir: options.dataDir, signal: ended.signal };
    await runDemo({
      ...stage,
      progressFile: folder.demo,
      print: console.log,
      write: (text) => process.stdout.write(text),
    });
  }
}

interface Ending {
  /** Aborted as soon as a person or a supervisor asks for the end. */
  readonly signal: AbortSignal;
  /** Resolves then. */
  readonly asked: Promise<void>;
  /** Resolves after everything has been closed. */
  readonly done: Promise<void>;
}

const ONE_KEY_PRESS_MS = 500;

/** Calls `end` once on SIGINT or SIGTERM, then ends the process with 0. */
function onSignal(end: () => Promise<void>): Ending {
  const asking = new AbortController();
  const asked = Promise.withResolvers<void>();
  const done = asked.promise.then(end).then(() => process.exit(0));
  let firstAt = 0;
  const ask = (): void => {
    if (asking.signal.aborted) {
      // npm passes on what the terminal has sent us too: that is one Ctrl-C. Another one means: at once.
      if (performance.now() - firstAt > ONE_KEY_PRESS_MS) process.exit(130);
      return;
    }
    firstAt = performance.now();
    // What is cut off finds its files closed; the next start closes its execution and looks at its person again.
    process.on("unhandledRejection", () => undefined);
    asking.abort();
    asked.resolve();
  };
  process.on("SIGINT", ask);
  process.on("SIGTERM", ask);
  return { signal: asking.signal, asked: asked.promise, done };
}
