/** One HTTP server with many orgs, each below `/orgs/<id>`; the one named `default` has the bare address. */
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { OrgControl } from "./control/org-control.ts";
import { loadOrgs, saveOrgs } from "./data-file.ts";
import { createFrontDoor } from "./front-door.ts";
import { type NewOrg, type RunningOrg, startOrg } from "./running-org.ts";
import { settleTransitions } from "./users/lifecycle.ts";

export interface OktaEmulatorOptions {
  /** 0 or nothing picks a free port. */
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  /** The orgs to found; those that the data file holds already continue instead. */
  readonly orgs?: readonly NewOrg[] | undefined;
  /** The time, in milliseconds; Date.now by default. */
  readonly now?: (() => number) | undefined;
  /** A file that keeps the orgs across restarts; without it they live in memory. */
  readonly dataFile?: string | undefined;
}

export interface OktaEmulator {
  readonly url: string;
  readonly port: number;
  /** The base URL to configure a client of this org with. */
  orgUrl(orgId: string): string;
  createOrg(org: NewOrg): OrgControl;
  org(orgId: string): OrgControl;
  orgIds(): readonly string[];
  /** Moves the emulator's clock forward. */
  advance(milliseconds: number): void;
  close(): Promise<void>;
}

/** The org that stands at the server's bare address, as an org stands at its domain. */
const DEFAULT_ORG = "default";

/** Starts the emulator on loopback. */
export async function startOktaEmulator(options: OktaEmulatorOptions = {}): Promise<OktaEmulator> {
  const orgs = new Map<string, RunningOrg>();
  const time = createClock(orgs, options.now ?? Date.now);
  const file = createSaver(options.dataFile, orgs, time.skipped);
  const host = options.host ?? "127.0.0.1";
  const server = createAdaptorServer({
    fetch: createFrontDoor({ orgs, advance: time.advance, onChange: file.save }),
    hostname: host,
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://${host}:${port}`;
  const found = (seed: NewOrg): OrgControl => {
    if (orgs.has(seed.id)) throw new Error(`There is already an org ${seed.id}`);
    const orgUrl = seed.id === DEFAULT_ORG ? url : `${url}/orgs/${seed.id}`;
    const started = startOrg(seed, orgUrl, time.now);
    orgs.set(seed.id, started);
    return started.control;
  };
  const running = (id: string): RunningOrg => {
    const found = orgs.get(id);
    if (found === undefined) throw new Error(`There is no org ${id}`);
    return found;
  };
  const saved = file.load();
  time.advance(saved.skippedMs);
  for (const org of saved.orgs) found(org);
  for (const org of options.orgs ?? [{ id: DEFAULT_ORG }]) if (!orgs.has(org.id)) found(org);
  file.save();
  return {
    url,
    port,
    orgUrl: (orgId) => running(orgId).org.url,
    org: (orgId) => running(orgId).control,
    orgIds: () => [...orgs.keys()],
    createOrg: (seed) => {
      const control = found(seed);
      file.save();
      return control;
    },
    advance: time.advance,
    close: async () => {
      for (const { hooks } of orgs.values()) hooks.stop();
      file.save();
      if ("closeAllConnections" in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function createClock(orgs: ReadonlyMap<string, RunningOrg>, base: () => number) {
  let skipped = 0;
  return {
    now: () => base() + skipped,
    skipped: () => skipped,
    advance: (milliseconds: number) => {
      skipped += milliseconds;
      for (const { org } of orgs.values()) settleTransitions(org);
    },
  };
}

/**
 * Saves at once, before a request is answered: Okta does not forget what it has confirmed, whatever happens to the
 * process that the emulator shares. An org that no request was for is not written out anew.
 */
function createSaver(file: string | undefined, orgs: ReadonlyMap<string, RunningOrg>, skippedMs: () => number) {
  const snapshots = new Map<string, string>();
  return {
    save: (changed?: string) => {
      if (file === undefined) return;
      for (const [id, { control }] of orgs)
        if (changed === undefined || changed === id || !snapshots.has(id)) snapshots.set(id, control.snapshot());
      saveOrgs(file, { skippedMs: skippedMs(), orgs: [...snapshots].map(([id, snapshot]) => ({ id, snapshot })) });
    },
    load: () => (file === undefined ? { skippedMs: 0, orgs: [] } : loadOrgs(file)),
  };
}
