import { existsSync } from "node:fs";
import { InvalidInput } from "../domain/errors.ts";
import { createAdjustableClock } from "./adjustable-clock.ts";
import { lockDataFolder, openDataFolder } from "./data-folder.ts";
import { createLocalLog } from "./local-log.ts";
import { localMail } from "./mail.ts";
import { createRuntime, type Runtime } from "./runtime.ts";

/**
 * The data folder without a running process, for the command line: what is ordered waits there for the next start.
 * @throws InvalidInput when the folder does not exist and `create` is not given, or a process runs on it.
 */
export async function openLocalDeps(options: {
  readonly dataDir: string;
  readonly create?: boolean;
}): Promise<{ readonly deps: Runtime["deps"]; close(): Promise<void> }> {
  const { dataDir, create = false } = options;
  if (!create && !existsSync(dataDir))
    throw new InvalidInput(`there is no data folder ${dataDir}; run \`npm start\`, or apply a tenant with --data DIR`);
  const folder = openDataFolder(dataDir);
  const unlock = lockDataFolder(folder);
  const emulatedOrgUrl = (tenantId: string): string => {
    throw new InvalidInput(`tenant ${tenantId} uses the Okta emulator, which runs with \`npm start\` only`);
  };
  const clock = createAdjustableClock(folder.clock);
  const log = createLocalLog("error");
  const { transport: mail } = localMail(folder, clock, process.env);
  const runtime = await createRuntime({ folder, clock, log, emulatedOrgUrl, baseUrl: () => "", mail });
  return {
    deps: runtime.deps,
    close: async () => {
      await runtime.stop();
      unlock();
    },
  };
}
