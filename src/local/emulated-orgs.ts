import { type OktaEmulator, type OrgControl, startOktaEmulator } from "../emulators/okta/index.ts";
import type { LocalClock } from "./clock.ts";
import type { DataFolder } from "./data-folder.ts";

/** The Okta orgs of the tenants whose config says "emulator": one server, kept in a file between starts. */
export interface EmulatedOrgs {
  /** The org of a tenant; a new one is empty. */
  org(tenantId: string): OrgControl;
  close(): Promise<void>;
}

export async function startEmulatedOrgs(folder: DataFolder, clock: LocalClock): Promise<EmulatedOrgs> {
  const now = (): number => Date.parse(clock.now());
  const emulator: OktaEmulator = await startOktaEmulator({ now, orgs: [], dataFile: folder.emulator });
  return {
    org: (tenantId) =>
      emulator.orgIds().includes(tenantId) ? emulator.org(tenantId) : emulator.createOrg({ id: tenantId }),
    close: emulator.close,
  };
}
