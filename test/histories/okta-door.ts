/** Okta without a socket: requests of our connector, which may run into faults, and those of the customer's administrator. */
import type { FetchOnce, WireRequest } from "../../src/connectors/okta/client.ts";
import type { InProcessEmulator } from "../../src/emulators/okta/index.ts";
import type { Random } from "./random.ts";
import type { Life, Simulation } from "./simulation.ts";

export type FaultKind = "429" | "500" | "503" | "reset" | "hang" | "lost-answer";
export const FAULTS: readonly FaultKind[] = ["429", "500", "503", "reset", "hang", "lost-answer"];

const FAULT_OF = {
  "429": { kind: "status", status: 429 },
  "500": { kind: "status", status: 500 },
  "503": { kind: "status", status: 503 },
  reset: { kind: "reset" },
  hang: { kind: "hang" },
  "lost-answer": { kind: "lost-answer" },
} as const;

/** How often a request of ours runs into which fault. */
export interface FaultPlan {
  readonly probability: number;
  readonly kinds: readonly FaultKind[];
}

/** As the connector's time-out for a request. */
const HANG_MS = 20_000;

export interface OktaDoor {
  /** For one process of ours. */
  fetchOf(life: Life): FetchOnce;
  /** Reads of the System Log: how many, and how many of them met a fault. */
  readonly polls: { asked: number; met: number };
  /** A request of the administrator: never refused by a fault. */
  admin(orgId: string, method: string, path: string, body?: object): Promise<{ status: number; body: unknown }>;
}

export function createOktaDoor(
  emulator: InProcessEmulator,
  simulation: Simulation,
  faults: { plan: FaultPlan; readonly random: Random; readonly met: Map<FaultKind, number> },
): OktaDoor {
  const call = async (url: string, init: RequestInit): Promise<{ response: Response; dropped: boolean }> => {
    let dropped = false;
    const outgoing = { once: (_event: string, close: () => void) => close(), destroy: () => (dropped = true) };
    const response = await emulator.fetch(new Request(url, init), { outgoing });
    return { response, dropped };
  };
  const fault = (request: WireRequest): FaultKind | undefined => {
    const { plan, random, met } = faults;
    if (!random.chance(plan.probability)) return undefined;
    const kind = random.pick(plan.kinds);
    const { pathname } = new URL(request.url);
    const [, orgId = ""] = /^\/orgs\/([^/]+)/.exec(pathname) ?? [];
    emulator.org(orgId).faults.add({ path: "/**", ...FAULT_OF[kind] });
    met.set(kind, (met.get(kind) ?? 0) + 1);
    return kind;
  };
  const polls = { asked: 0, met: 0 };
  return {
    polls,
    fetchOf: (life) => async (request) => {
      const isWrite = request.method !== "GET";
      const path = new URL(request.url).pathname.replace(/^\/orgs\/[^/]+/, "");
      const answer = await simulation.turn(
        life,
        isWrite ? `Okta: ${request.method} ${placeOf(path)}` : undefined,
        async () => {
          const kind = fault(request);
          if (path.startsWith("/api/v1/logs")) {
            polls.asked += 1;
            if (kind !== undefined) polls.met += 1;
          }
          const { method, headers, body } = request;
          const { response, dropped } = await call(request.url, {
            method,
            headers,
            ...(body === undefined ? {} : { body }),
          });
          return { kind, dropped, response, text: dropped ? "" : await response.text() };
        },
      );
      if (answer.kind === "hang") {
        await simulation.clockOf(life).sleep(HANG_MS);
        throw Object.assign(new Error("aborted"), { name: "AbortError" });
      }
      if (answer.dropped) throw Object.assign(new Error("reset"), { name: "FetchError", code: "ECONNRESET" });
      const { response, text } = answer;
      return { status: response.status, headers: response.headers, text: async () => text };
    },
    admin: async (orgId, method, path, body) => {
      const org = emulator.org(orgId);
      const headers = { authorization: `SSWS ${org.apiToken}`, "content-type": "application/json" };
      const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      const { response } = await call(`${org.url}${path}`, init);
      const text = await response.text();
      return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as unknown) };
    },
  };
}

/** The path with its ids left out. */
function placeOf(path: string): string {
  return path.replace(/\/(?:00u|00g|0oa|ra1|KVJ|irb|ius)\w+/g, "/{id}").replace(/\/[0-9A-Za-z]{20}(?=\/|$)/g, "/{id}");
}
