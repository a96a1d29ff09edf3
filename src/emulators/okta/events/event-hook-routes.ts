/** /api/v1/eventHooks. */
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { invalid, notFound } from "../errors.ts";
import { bodyAs, type Call, NO_CONTENT, ok, type Reply, type Route } from "../http/route.ts";
import { newId, timestamp } from "../org.ts";
import { HOOK_ELIGIBLE_EVENTS } from "./eligible-event-types.ts";
import type { EventHook } from "./event-hook.ts";
import type { EventType } from "./event-types.ts";
import { checkFilter } from "./hook-filter.ts";
import { verify } from "./hook-request.ts";
import { record } from "./log.ts";

const MAX_EVENT_TYPES = 300;
const MAX_LIVE_HOOKS = 25;

const filterBody = z.object({
  type: z.literal("EXPRESSION_LANGUAGE"),
  eventFilterMap: z.array(z.object({ event: z.string(), condition: z.object({ expression: z.string() }) })),
});
const hookBody = z.object({
  name: z.string().min(1).max(255),
  description: z.string().nullish(),
  events: z.object({
    type: z.literal("EVENT_TYPE"),
    items: z.array(z.string()).min(1).max(MAX_EVENT_TYPES),
    filter: filterBody.nullish(),
  }),
  channel: z.object({
    type: z.literal("HTTP"),
    version: z.string(),
    config: z.object({
      uri: z.url(),
      headers: z.array(z.object({ key: z.string(), value: z.string() })).nullish(),
      authScheme: z
        .object({ type: z.literal("HEADER"), key: z.string().min(1), value: z.string().optional() })
        .nullish(),
    }),
  }),
});

function readHook(call: Call): Pick<EventHook, "name" | "description" | "events" | "channel"> {
  const { name, description, events, channel } = bodyAs(call, hookBody);
  const foreign = events.items.filter((item) => !HOOK_ELIGIBLE_EVENTS.has(item));
  if (foreign.length > 0) throw invalid("events.items", ...foreign.map((item) => `events: ${item} is not eligible`));
  checkUri(channel.config.uri);
  const { uri, headers, authScheme } = channel.config;
  const hook = {
    name,
    description: description ?? null,
    events: { type: events.type, items: events.items, filter: events.filter ?? null },
    channel: {
      type: channel.type,
      version: channel.version,
      config: { uri, headers: headers ?? [], authScheme: authScheme ?? null },
    },
  };
  checkFilter(hook);
  return hook;
}

/** Okta demands https; loopback is let through because the emulator's clients live there. */
function checkUri(uri: string): void {
  const { protocol, hostname } = new URL(uri);
  const isLoopback = ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
  if (protocol !== "https:" && !isLoopback) throw invalid("uri", "uri: must be an HTTPS URL");
}

function render(call: Call, hook: EventHook): object {
  const href = `${call.org.url}/api/v1/eventHooks/${hook.id}`;
  const { authScheme } = hook.channel.config;
  // The secret is write-only.
  const shown = authScheme === null ? null : { type: authScheme.type, key: authScheme.key };
  return {
    ...hook,
    channel: { ...hook.channel, config: { ...hook.channel.config, authScheme: shown } },
    _links: { self: { href }, verify: { href: `${href}/lifecycle/verify`, hints: { allow: ["POST"] } } },
  };
}

function hookInPath(call: Call): EventHook {
  const id = call.path("eventHookId");
  const hook = call.org.state.hooks.get(id);
  if (hook === undefined) throw notFound(id, "EventHook");
  return hook;
}

function note(call: Call, hook: EventHook, type: EventType): void {
  const target = { id: hook.id, type: "EventHook", alternateId: "unknown", displayName: hook.name, detailEntry: null };
  record(call.caller, { type, targets: [target] });
}

function create(call: Call): Reply {
  const now = timestamp(call.org);
  const hook: EventHook = {
    id: newId(call.org, "who"),
    status: "ACTIVE",
    verificationStatus: "UNVERIFIED",
    created: now,
    createdBy: call.caller.actor.id,
    lastUpdated: now,
    ...readHook(call),
  };
  requireRoom(call, hook);
  call.org.state.hooks.set(hook.id, hook);
  note(call, hook, "event_hook.created");
  return ok(render(call, hook));
}

function requireRoom(call: Call, hook: EventHook): void {
  const live = [...call.org.state.hooks.values()].filter(
    (other) => other.id !== hook.id && other.status === "ACTIVE" && other.verificationStatus === "VERIFIED",
  );
  if (live.length >= MAX_LIVE_HOOKS) throw invalid("eventHook", "The org has reached the limit of event hooks");
}

function replace(call: Call): Reply {
  const hook = hookInPath(call);
  const next = readHook(call);
  const old = hook.channel.config.authScheme;
  const scheme = next.channel.config.authScheme;
  // A secret that is left out stays as it is.
  if (scheme !== null && scheme.value === undefined && old?.value !== undefined) scheme.value = old.value;
  const isSameChannel = JSON.stringify(next.channel) === JSON.stringify(hook.channel);
  Object.assign(hook, next, { lastUpdated: timestamp(call.org) });
  if (!isSameChannel) hook.verificationStatus = "UNVERIFIED";
  note(call, hook, "event_hook.updated");
  return ok(render(call, hook));
}

async function verifyHook(call: Call): Promise<Reply> {
  const hook = hookInPath(call);
  requireRoom(call, hook);
  const { hookTimeoutMs } = call.org.state.settings;
  const challenge = randomUUID();
  const isVerified = (await verify(hook, challenge, hookTimeoutMs)) || (await verify(hook, challenge, hookTimeoutMs));
  if (!isVerified) throw invalid("eventHook", "The endpoint did not answer the verification challenge");
  hook.verificationStatus = "VERIFIED";
  hook.lastUpdated = timestamp(call.org);
  note(call, hook, "event_hook.verified");
  return ok(render(call, hook));
}

function switchTo(status: EventHook["status"]): (call: Call) => Reply {
  return (call) => {
    const hook = hookInPath(call);
    hook.status = status;
    hook.lastUpdated = timestamp(call.org);
    note(call, hook, status === "ACTIVE" ? "event_hook.activated" : "event_hook.deactivated");
    return ok(render(call, hook));
  };
}

function remove(call: Call): Reply {
  const hook = hookInPath(call);
  if (hook.status === "ACTIVE") throw invalid("eventHook", "Deactivate the event hook before deleting it");
  call.org.state.hooks.delete(hook.id);
  note(call, hook, "event_hook.deleted");
  return NO_CONTENT;
}

function list(call: Call): Reply {
  return ok([...call.org.state.hooks.values()].map((hook) => render(call, hook)));
}

const manage = "okta.eventHooks.manage";
const read = "okta.eventHooks.read";
const all = "/api/v1/eventHooks";
const one = `${all}/{eventHookId}`;

export const eventHookRoutes: readonly Route[] = [
  { method: "GET", path: all, scope: read, handle: list },
  { method: "POST", path: all, scope: manage, handle: create },
  { method: "GET", path: one, scope: read, handle: (call) => ok(render(call, hookInPath(call))) },
  { method: "PUT", path: one, scope: manage, handle: replace },
  { method: "DELETE", path: one, scope: manage, handle: remove },
  { method: "POST", path: `${one}/lifecycle/verify`, scope: manage, handle: verifyHook },
  { method: "POST", path: `${one}/lifecycle/activate`, scope: manage, handle: switchTo("ACTIVE") },
  { method: "POST", path: `${one}/lifecycle/deactivate`, scope: manage, handle: switchTo("INACTIVE") },
];
