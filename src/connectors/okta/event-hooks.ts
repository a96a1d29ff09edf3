/** The org's event hooks. https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EventHook/ */
import * as z from "zod";
import { NotFound } from "../../domain/errors.ts";
import type { JsonObject } from "../../domain/json.ts";
import type { EventHook, EventHooks, HookSettings } from "../../ports/event-hooks.ts";
import { receiptOf } from "./lifecycle.ts";
import { listAll, parsed } from "./pages.ts";
import { idPath } from "./path.ts";
import type { OktaResponse, Send } from "./transport.ts";
import { HOOK_EVENT_TYPES } from "./watched-events.ts";

const OktaEventHook = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  status: z.string().nullish(),
  verificationStatus: z.string().nullish(),
  events: z.object({ items: z.array(z.string()).nullish() }).nullish(),
  channel: z.object({ config: z.object({ uri: z.string() }) }),
});

const HOOKS = "/api/v1/eventHooks";
/** Active and verified ones. https://developer.okta.com/docs/concepts/event-hooks/ */
const MAX_LIVE = 25;

/** Each write is repeatable: what is asked for is a state, and the secret is sent with every one that may carry it. */
export function createEventHooks(send: Send): EventHooks {
  const shown = (response: OktaResponse, purpose: string) => ({
    ...hookOf(parsed(response, OktaEventHook, purpose)),
    ...receiptOf(response),
  });
  const lifecycle = async (id: string, operation: "activate" | "deactivate" | "verify"): Promise<void> => {
    const purpose = `${operation} the event hook ${id}`;
    await send({ method: "POST", path: `${idPath`/eventHooks/${id}`}/lifecycle/${operation}`, purpose });
  };
  const read: EventHooks["read"] = async (id) => {
    const purpose = `read the event hook ${id}`;
    const response = await unlessGone(send({ method: "GET", path: idPath`/eventHooks/${id}`, purpose }));
    return response && hookOf(parsed(response, OktaEventHook, purpose));
  };
  return {
    eventTypes: HOOK_EVENT_TYPES,
    maxLive: MAX_LIVE,
    list: () => listAll(send, { path: HOOKS, purpose: "list event hooks" }, OktaEventHook, hookOf),
    read,
    create: async (settings) => {
      const purpose = "create an event hook";
      return shown(await send({ method: "POST", path: HOOKS, body: bodyOf(settings), purpose }), purpose);
    },
    replace: async (id, settings) => {
      const purpose = `change the event hook ${id}`;
      const request = { method: "PUT", path: idPath`/eventHooks/${id}`, body: bodyOf(settings), purpose } as const;
      return shown(await send(request), purpose);
    },
    activate: (id) => lifecycle(id, "activate"),
    verify: (id) => lifecycle(id, "verify"),
    remove: async (id) => {
      const hook = await read(id);
      if (hook === undefined) return;
      if (hook.active) await lifecycle(id, "deactivate");
      const purpose = `delete the event hook ${id}`;
      await unlessGone(send({ method: "DELETE", path: idPath`/eventHooks/${id}`, purpose }));
    },
  };
}

async function unlessGone(answer: Promise<OktaResponse>): Promise<OktaResponse | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

function hookOf(hook: z.infer<typeof OktaEventHook>): EventHook {
  return {
    id: hook.id,
    name: hook.name ?? "",
    url: hook.channel.config.uri,
    active: hook.status === "ACTIVE",
    verified: hook.verificationStatus === "VERIFIED",
    eventTypes: hook.events?.items ?? [],
  };
}

function bodyOf({ name, url, secret }: HookSettings): JsonObject {
  const authScheme = { type: "HEADER", key: "authorization", value: secret };
  return {
    name,
    events: { type: "EVENT_TYPE", items: [...HOOK_EVENT_TYPES] },
    channel: { type: "HTTP", version: "1.0.0", config: { uri: url, authScheme } },
  };
}
