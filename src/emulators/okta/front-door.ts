/** Finds the org that a request is for and hands it to the org's API, its control surface or a fault. */
import type { HttpBindings } from "@hono/node-server";
import { createControlApi } from "./control/control-routes.ts";
import { errorReply, refusal } from "./errors.ts";
import { createApi } from "./http/dispatch.ts";
import { inflict } from "./http/inflict.ts";
import { createRateLimiter } from "./http/rate-limits.ts";
import { ROUTES } from "./routes.ts";
import type { RunningOrg } from "./running-org.ts";
import { settleTransitions } from "./users/lifecycle.ts";

export interface FrontDoor {
  readonly orgs: ReadonlyMap<string, RunningOrg>;
  readonly advance: (milliseconds: number) => void;
  /** Called after every request that may have changed something, before it is answered. */
  readonly onChange: (orgId: string) => void;
}

const ORG_PREFIX = /^\/orgs\/([^/]+)(\/.*|$)/;

/** The server's fetch function. A request without `/orgs/<id>` goes to the default org, or else to the first. */
export function createFrontDoor(door: FrontDoor): (request: Request, env: unknown) => Promise<Response> {
  const api = createApi(ROUTES, createRateLimiter());
  const controlApi = createControlApi();
  return async (request, env) => {
    const url = new URL(request.url);
    if (url.pathname === "/_emulator/orgs") return listOrgs(door);
    const match = ORG_PREFIX.exec(url.pathname);
    const target = match === null ? atBareAddress(door) : door.orgs.get(decodeURIComponent(match[1] ?? ""));
    if (target === undefined) return Response.json(errorReply(refusal("E0000008"), "oaeunknown").body, { status: 404 });
    const path = match === null ? url.pathname : (match[2] ?? "/");
    const inner = new Request(new URL(path + url.search, url.origin), request);
    const work = async (): Promise<Response> => {
      settleTransitions(target.org);
      const answer = path.startsWith("/_emulator/")
        ? await controlApi.fetch(inner, { control: target.control, advance: door.advance })
        : await api.fetch(inner, { org: target.org });
      if (request.method !== "GET") door.onChange(target.org.id);
      return answer;
    };
    const fault = path.startsWith("/_emulator/") ? undefined : target.control.faults.take(request.method, path);
    return fault === undefined ? work() : inflict(fault, work, { env: env as HttpBindings, now: target.org.now() });
  };
}

function atBareAddress({ orgs }: FrontDoor): RunningOrg | undefined {
  return orgs.get("default") ?? [...orgs.values()][0];
}

function listOrgs({ orgs }: FrontDoor): Response {
  return Response.json([...orgs.values()].map(({ control: { id, url, apiToken } }) => ({ id, url, apiToken })));
}
