/**
 * Delivers log events to event hooks as Okta does: in batches, 3 s to answer, one retry after a time-out or a 5xx,
 * none after a 4xx, at least once, best effort, in no particular order
 * (https://developer.okta.com/docs/concepts/event-hooks/). What Okta does rarely can be made to happen now.
 */
import { randomUUID } from "node:crypto";
import { type Org, timestamp } from "../org.ts";
import type { EventHook } from "./event-hook.ts";
import { wants } from "./hook-filter.ts";
import { type HookAnswer, post } from "./hook-request.ts";
import { record, systemCaller } from "./log.ts";
import type { LogEvent } from "./log-event.ts";

/** Steering of deliveries. */
export interface HookTraffic {
  /** Keeps events back until `release`. */
  hold(): void;
  /** Sends what was kept back, newest first when asked. */
  release(options?: { readonly reversed?: boolean | undefined }): void;
  /** The next so many deliveries are sent twice. */
  duplicateNext(times: number): void;
  /** The next so many deliveries never leave. */
  loseNext(times: number): void;
  /** Waits this long before each delivery. */
  delay(milliseconds: number): void;
  /** Sends each event in a request of its own, or (default) those of a moment together. */
  batch(on: boolean): void;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
}

export interface HookDelivery extends HookTraffic {
  offer(event: LogEvent): void;
  stop(): void;
}

/** Events within this time go out together. */
const BATCH_MS = 20;

/** The deliveries of one org. */
export function createHookDelivery(org: Org): HookDelivery {
  const kept = new Map<string, LogEvent[]>();
  const underWay = new Set<Promise<void>>();
  const plan = { held: false, duplicates: 0, losses: 0, delayMs: 0, batched: true };
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const flush = (reversed: boolean): void => {
    clearTimeout(timer);
    timer = undefined;
    for (const [hookId, events] of kept) {
      kept.delete(hookId);
      const hook = org.state.hooks.get(hookId);
      if (hook === undefined) continue;
      if (reversed) events.reverse();
      const batches = plan.batched ? [events] : events.map((event) => [event]);
      for (const batch of batches) start(hook, batch);
    }
  };
  const start = (hook: EventHook, events: readonly LogEvent[]): void => {
    if (plan.losses > 0) {
      plan.losses -= 1;
      return;
    }
    const times = plan.duplicates > 0 ? 2 : 1;
    plan.duplicates = Math.max(0, plan.duplicates - 1);
    const body = JSON.stringify(envelope(org, hook, events));
    const run = deliver(hook, body, times).finally(() => underWay.delete(run));
    underWay.add(run);
  };
  const deliver = async (hook: EventHook, body: string, times: number): Promise<void> => {
    if (plan.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, plan.delayMs));
    for (let sent = 0; sent < times && !stopped; sent += 1) {
      let answer = await post(hook, body, org.state.settings.hookTimeoutMs);
      if (isWorthARetry(answer) && !stopped) answer = await post(hook, body, org.state.settings.hookTimeoutMs);
      if (!isDelivered(answer) && !stopped) noteFailure(org, hook, answer);
    }
  };
  const schedule = (): void => {
    if (!plan.held && timer === undefined && kept.size > 0) timer = setTimeout(() => flush(false), BATCH_MS);
  };
  return {
    offer: (event) => {
      for (const hook of org.state.hooks.values()) {
        if (hook.status !== "ACTIVE" || hook.verificationStatus !== "VERIFIED" || !wants(hook, event)) continue;
        kept.set(hook.id, [...(kept.get(hook.id) ?? []), event]);
      }
      schedule();
    },
    hold: () => {
      plan.held = true;
    },
    release: (options) => {
      plan.held = false;
      flush(options?.reversed === true);
    },
    duplicateNext: (times) => {
      plan.duplicates += times;
    },
    loseNext: (times) => {
      plan.losses += times;
    },
    delay: (milliseconds) => {
      plan.delayMs = milliseconds;
    },
    batch: (on) => {
      plan.batched = on;
    },
    idle: async () => {
      if (!plan.held) flush(false);
      while (underWay.size > 0) await Promise.all(underWay);
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

const isDelivered = (answer: HookAnswer): boolean => answer === 200 || answer === 204;
const isWorthARetry = (answer: HookAnswer): boolean => answer === "unreachable" || answer >= 500;

function noteFailure(org: Org, hook: EventHook, answer: HookAnswer): void {
  record(systemCaller(org), {
    type: "event_hook.delivery",
    targets: [{ id: hook.id, type: "EventHook", alternateId: "unknown", displayName: hook.name, detailEntry: null }],
    failure: answer === "unreachable" ? "The endpoint did not answer in time" : `The endpoint answered ${answer}`,
  });
}

function envelope(org: Org, hook: EventHook, events: readonly LogEvent[]): object {
  return {
    eventType: "com.okta.event_hook",
    eventTypeVersion: "1.0",
    cloudEventsVersion: "0.1",
    source: `${org.url}/api/v1/eventHooks/${hook.id}`,
    eventId: randomUUID(),
    eventTime: timestamp(org),
    contentType: "application/json",
    data: { events },
  };
}
