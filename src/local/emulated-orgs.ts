import { readFileSync } from "node:fs";
import { type OktaEmulator, type OrgControl, startOktaEmulator } from "../emulators/okta/index.ts";
import type { LocalClock } from "./clock.ts";
import type { DataFolder } from "./data-folder.ts";
import { replaceFile } from "./whole-file.ts";

/** The Okta orgs of the tenants whose config says "emulator": one server, kept in a file between starts. */
export interface EmulatedOrgs {
  /** The org of a tenant; a new one is empty. */
  org(tenantId: string): OrgControl;
  close(): Promise<void>;
}

/** Listens where it did the last time if it can: links in mails that were sent then still lead here. */
export async function startEmulatedOrgs(folder: DataFolder, clock: LocalClock): Promise<EmulatedOrgs> {
  const start = (port: number): Promise<OktaEmulator> =>
    startOktaEmulator({
      port,
      now: () => Date.parse(clock.now()),
      orgs: [],
      dataFile: folder.emulator,
    });
  const emulator = await start(readPort(folder.emulatorPort)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE" || error.code === "EACCES") return start(0);
    throw error;
  });
  replaceFile(folder.emulatorPort, `${emulator.port}\n`);
  return {
    org: (tenantId) =>
      emulator.orgIds().includes(tenantId) ? emulator.org(tenantId) : emulator.createOrg({ id: tenantId }),
    close: emulator.close,
  };
}

/** 0, which picks a free one, when none is known. */
function readPort(file: string): number {
  try {
    const port = Number(readFileSync(file, "utf8"));
    return Number.isInteger(port) && port > 0 && port <= 65_535 ? port : 0;
  } catch {
    return 0;
  }
}
