import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { type OktaEmulator, type OrgControl, startOktaEmulator } from "../emulators/okta/index.ts";
import type { LocalClock } from "./clock.ts";
import type { DataFolder } from "./data-folder.ts";

/** The Okta orgs of the tenants whose config says "emulator": one server, kept in a file between starts. */
export interface EmulatedOrgs {
  readonly emulator: OktaEmulator;
  /** The org of a tenant; a new one is empty. */
  org(tenantId: string): OrgControl;
  save(): void;
  close(): Promise<void>;
}

export async function startEmulatedOrgs(folder: DataFolder, clock: LocalClock): Promise<EmulatedOrgs> {
  const emulator = await startOktaEmulator({ now: () => Date.parse(clock.now()), orgs: [] });
  const known = new Map<string, OrgControl>();
  const org = (tenantId: string): OrgControl => {
    const found = known.get(tenantId) ?? emulator.createOrg({ id: tenantId });
    known.set(tenantId, found);
    return found;
  };
  for (const [tenantId, snapshot] of Object.entries(readSnapshots(folder.emulator))) org(tenantId).restore(snapshot);
  const save = (): void => {
    const snapshots = Object.fromEntries([...known].map(([tenantId, control]) => [tenantId, control.snapshot()]));
    writeFileSync(`${folder.emulator}.new`, JSON.stringify(snapshots), { mode: 0o600 });
    renameSync(`${folder.emulator}.new`, folder.emulator);
  };
  return {
    emulator,
    org,
    save,
    close: async () => {
      save();
      await emulator.close();
    },
  };
}

function readSnapshots(file: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  } catch {
    return {}; // the first start
  }
}
