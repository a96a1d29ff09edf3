/** One HTTP server with many orgs, each below `/orgs/<id>`; a request without that prefix goes to the first org. */
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { createOrgControl, type OrgControl } from "./control/org-control.ts";
import { foundOrg } from "./control/seed.ts";
import { errorReply, refusal } from "./errors.ts";
import { createHookDelivery, type HookDelivery } from "./events/hook-delivery.ts";
import { createApi } from "./http/dispatch.ts";
import { createFaultQueue, type Fault } from "./http/faults.ts";
import { createRateLimiter } from "./http/rate-limits.ts";
import type { Org } from "./org.ts";
import { ROUTES } from "./routes.ts";
import type { OrgSettings } from "./settings.ts";
import { emptyState } from "./state.ts";
import { settleTransitions } from "./users/lifecycle.ts";

export interface NewOrg {
  readonly id: string;
  readonly apiToken?: string | undefined;
  readonly settings?: Partial<OrgSettings> | undefined;
}

export interface OktaEmulatorOptions {
  /** 0 or nothing picks a free port. */
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  readonly orgs?: readonly NewOrg[] | undefined;
  /** The time, in milliseconds; Date.now by default. */
  readonly now?: (() => number) | undefined;
}

export interface OktaEmulator {
  readonly url: string;
  readonly port: number;
  /** The base URL to configure a client of this org with. */
  orgUrl(orgId: string): string;
  createOrg(org: NewOrg): OrgControl;
  org(orgId: string): OrgControl;
  /** Moves the emulator's clock forward. */
  advance(milliseconds: number): void;
  close(): Promise<void>;
}

interface RunningOrg {
  readonly org: Org;
  readonly control: OrgControl;
  readonly hooks: HookDelivery;
}

/** Starts the emulator on loopback. */
export async function startOktaEmulator(options: OktaEmulatorOptions = {}): Promise<OktaEmulator> {
  const host = options.host ?? "127.0.0.1";
  const orgs = new Map<string, RunningOrg>();
  let skipped = 0;
  const clock = options.now ?? Date.now;
  const now = (): number => clock() + skipped;
  const server = createAdaptorServer({ fetch: createFetch(orgs), hostname: host });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://${host}:${port}`;
  const emulator: OktaEmulator = {
    url,
    port,
    orgUrl: (orgId) => running(orgs, orgId).org.url,
    org: (orgId) => running(orgs, orgId).control,
    createOrg: (seed) => {
      if (orgs.has(seed.id)) throw new Error(`There is already an org ${seed.id}`);
      const started = startOrg(seed, `${url}/orgs/${seed.id}`, now);
      orgs.set(seed.id, started);
      return started.control;
    },
    advance: (milliseconds) => {
      skipped += milliseconds;
      for (const { org } of orgs.values()) settleTransitions(org);
    },
    close: async () => {
      for (const { hooks } of orgs.values()) hooks.stop();
      if ("closeAllConnections" in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  for (const org of options.orgs ?? [{ id: "default" }]) emulator.createOrg(org);
  return emulator;
}

function running(orgs: ReadonlyMap<string, RunningOrg>, id: string): RunningOrg {
  const found = orgs.get(id);
  if (found === undefined) throw new Error(`There is no org ${id}`);
  return found;
}

function startOrg(seed: NewOrg, url: string, now: () => number): RunningOrg {
  const org: Org = { id: seed.id, url, now, onEvent: (event) => hooks.offer(event), state: emptyState(seed.settings) };
  const hooks = createHookDelivery(org);
  foundOrg(org, seed.apiToken);
  return { org, hooks, control: createOrgControl(org, createFaultQueue(), hooks) };
}

const ORG_PREFIX = /^\/orgs\/([^/]+)(\/.*|$)/;

function createFetch(orgs: ReadonlyMap<string, RunningOrg>) {
  const api = createApi(ROUTES, createRateLimiter());
  return async (request: Request, env: unknown): Promise<Response> => {
    const url = new URL(request.url);
    const match = ORG_PREFIX.exec(url.pathname);
    const target = match === null ? [...orgs.values()][0] : orgs.get(decodeURIComponent(match[1] ?? ""));
    if (target === undefined) return unknownOrg();
    const path = match === null ? url.pathname : (match[2] ?? "/");
    settleTransitions(target.org);
    const inner = new Request(new URL(path + url.search, url.origin), request);
    const fault = target.control.faults.take(request.method, path);
    const answer = async (): Promise<Response> => api.fetch(inner, { org: target.org });
    return fault === undefined ? answer() : fail(fault, answer, env as HttpBindings);
  };
}

function unknownOrg(): Response {
  const { status, body } = errorReply(refusal("E0000008"), "unknown-org");
  return Response.json(body, { status });
}

async function fail(fault: Fault, answer: () => Promise<Response>, env: HttpBindings): Promise<Response> {
  if (fault.kind === "delay") {
    await sleep(fault.delayMs ?? 0);
    return answer();
  }
  if (fault.kind === "status") return failWith(fault.status ?? 500);
  if (fault.kind === "hang") {
    await new Promise((resolve) => env.outgoing.once("close", resolve));
    return RESPONSE_ALREADY_SENT;
  }
  if (fault.kind === "lost-answer") await answer();
  env.outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}

function failWith(status: number): Response {
  const headers = { "x-okta-request-id": "fault" };
  if (status === 429) {
    const { body } = errorReply(refusal("E0000047"), "fault");
    const reset = String(Math.ceil(Date.now() / 1000) + 1);
    const limits = { "x-rate-limit-limit": "0", "x-rate-limit-remaining": "0", "x-rate-limit-reset": reset };
    return Response.json(body, { status, headers: { ...headers, ...limits } });
  }
  if (status === 500) return Response.json(errorReply(refusal("E0000009"), "fault").body, { status, headers });
  // Gateways answer 502, 503 and 504 without Okta's JSON.
  return new Response("<html><body>Service Unavailable</body></html>", {
    status,
    headers: { ...headers, "content-type": "text/html" },
  });
}
