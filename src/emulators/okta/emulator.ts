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
  let url = "";
  const { fetch, found, close, ...orgs } = createOrgs(options, () => url);
  const host = options.host ?? "127.0.0.1";
  const server = createAdaptorServer({ fetch, hostname: host });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  url = `http://${host}:${port}`;
  found();
  return {
    ...orgs,
    url,
    port,
    close: async () => {
      close();
      if ("closeAllConnections" in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The emulator without a server, for whoever brings requests by another way than a socket. */
export interface InProcessEmulator extends Omit<OktaEmulator, "port" | "close"> {
  /** `env.outgoing` stands for the connection, which some faults drop. */
  fetch(request: Request, env: object): Promise<Response>;
}

/** Founds the orgs below an address at which nobody listens. */
export function createOktaEmulator(options: Pick<OktaEmulatorOptions, "orgs" | "now">, url: string): InProcessEmulator {
  const { found, close: _none, ...orgs } = createOrgs(options, () => url);
  found();
  return { ...orgs, url };
}

function createOrgs(options: OktaEmulatorOptions, url: () => string) {
  const orgs = new Map<string, RunningOrg>();
  const time = createClock(orgs, options.now ?? Date.now);
  const file = createSaver(options.dataFile, orgs, time.skipped);
  const foundOrg = (seed: NewOrg): OrgControl => {
    if (orgs.has(seed.id)) throw new Error(`There is already an org ${seed.id}`);
    const orgUrl = seed.id === DEFAULT_ORG ? url() : `${url()}/orgs/${seed.id}`;
    const started = startOrg(seed, orgUrl, time.now);
    orgs.set(seed.id, started);
    return started.control;
  };
  const running = (id: string): RunningOrg => {
    const found = orgs.get(id);
    if (found === undefined) throw new Error(`There is no org ${id}`);
    return found;
  };
  return {
    fetch: createFrontDoor({ orgs, advance: time.advance, onChange: file.save }),
    orgUrl: (orgId: string) => running(orgId).org.url,
    org: (orgId: string) => running(orgId).control,
    orgIds: () => [...orgs.keys()],
    createOrg: (seed: NewOrg) => {
      const control = foundOrg(seed);
      file.save();
      return control;
    },
    advance: time.advance,
    /** Founds what the options name; the address is known by now. */
    found: () => {
      const saved = file.load();
      time.advance(saved.skippedMs);
      for (const org of saved.orgs) foundOrg(org);
      for (const org of options.orgs ?? [{ id: DEFAULT_ORG }]) if (!orgs.has(org.id)) foundOrg(org);
      file.save();
    },
    close: () => {
      for (const { hooks } of orgs.values()) hooks.stop();
      file.save();
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
