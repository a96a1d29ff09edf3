// Everything of a story that is seen outside the store: what AWS keeps of the product, and what the operators are told.

import type { JsonObject } from "../../src/domain/json.ts";
import type { LambdaHandler } from "../../src/lambda/handler.ts";
import type { ItemStore } from "../../src/ports/item-store.ts";
import type { Log } from "../../src/ports/log.ts";
import type { Message, Queue } from "../../src/ports/queue.ts";
import { readAudit } from "../../src/stores/audit.ts";
import { listOutbox } from "../../src/stores/outbox-record.ts";
import { listPeople } from "../../src/stores/people.ts";
import { forTenant } from "../../src/stores/tenant-store.ts";
import { inWorld, TENANT, type World, type WorldOptions } from "./world.ts";

export const OPERATORS = "desk@msp.example";

/** Where something can be seen. What a Lambda logs of a failure includes the members of its error. */
export const PLACES = ["log", "console", "lambda", "queue", "dead letter", "execution", "news", "audit trail"] as const;
export type Place = (typeof PLACES)[number];

export interface Seen {
  readonly place: Place;
  readonly text: string;
}
type Note = (place: Place, ...what: readonly unknown[]) => void;

/** Runs a story whose operators are told by mail, and gives back everything that was seen of it. */
export async function observe(options: WorldOptions, story: (world: World) => Promise<void>): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  const note: Note = (place, ...what) => void seen.push({ place, text: what.map((one) => JSON.stringify(one)).join() });
  const write = (message: string, fields: object = {}): void => note("log", message, fields);
  const log: Log = { info: write, warn: write, error: write };
  const restoreConsole = watchConsole(note);
  try {
    await inWorld({ operators: OPERATORS, ...options, log }, async (world) => {
      const { deps, functions } = world.runtime;
      for (const queue of [deps.intake, deps.assessments]) watchQueue(queue, note);
      for (const step of functions.values()) watchFunction(step, note);
      const started = watchStarts(world, note);
      await story(world);
      const store = forTenant(deps.store, TENANT);
      for (const [machine, name] of started) {
        const summary = await deps.executions.describe(machine, name);
        note("execution", deps.executions.link(machine, name), summary, await deps.executions.history(machine, name));
      }
      for (const letter of await deps.deadLetterBox.list(1000)) note("dead letter", letter);
      for (const { to, subject, text, attempts } of await listOutbox(store, TENANT)) {
        note("log", attempts);
        if (to === OPERATORS || to.startsWith("http")) note("news", subject, text);
      }
      await noteTrails(store, note);
    });
  } finally {
    restoreConsole();
  }
  return seen;
}

/** What a person's trail says beside the words of an order, which are the operator's own. */
async function noteTrails(store: ItemStore, note: Note): Promise<void> {
  for await (const { key } of listPeople(store, TENANT))
    for (const { kind, by, detail } of await readAudit(store, TENANT, key))
      if (!kind.startsWith("order")) note("audit trail", kind, by, detail);
}

/** Lambda takes log lines and metrics from there. */
function watchConsole(note: Note): () => void {
  const streams = [process.stdout, process.stderr].map((stream) => watchMember(stream, "write", note));
  const methods = (["debug", "info", "log", "warn", "error"] as const).map((name) => watchMember(console, name, note));
  return () => {
    for (const restore of [...streams, ...methods]) restore();
  };
}

function watchMember<Name extends string>(
  target: Record<Name, (...given: never[]) => unknown>,
  name: Name,
  note: Note,
): () => void {
  const original = target[name];
  const watched = (...given: never[]): unknown => {
    note("console", ...given.map(String));
    return original.apply(target, given);
  };
  Object.assign(target, { [name]: watched });
  return () => Object.assign(target, { [name]: original });
}

function watchQueue(queue: Queue, note: Note): void {
  const { send } = queue;
  Object.assign(queue, {
    send: async (messages: readonly Message[]) => {
      note("queue", messages);
      await send(messages);
    },
  });
}

/**
 * Lambda logs the error that a function ends with, and every error in it, each with message, stack and own members.
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/Errors.js
 */
const asLogged = (_name: string, value: unknown): unknown =>
  value instanceof Error ? { errorType: value.name, errorMessage: value.message, ...value, stack: value.stack } : value;

function watchFunction(step: { readonly name: string; readonly handler: LambdaHandler }, note: Note): void {
  const { name, handler } = step;
  Object.assign(step, {
    handler: async (event: unknown, context: object) => {
      try {
        return await handler(event, context);
      } catch (error) {
        note("lambda", name, JSON.stringify(error, asLogged));
        throw error;
      }
    },
  });
}

/** Every execution by machine and name, also those that no run record names. */
function watchStarts({ runtime: { deps } }: World, note: Note): ReadonlySet<readonly [string, string]> {
  const started = new Set<readonly [string, string]>();
  const { start } = deps.executions;
  Object.assign(deps.executions, {
    start: async (machine: string, name: string, input: JsonObject) => {
      started.add([machine, name]);
      note("execution", machine, name, input);
      await start(machine, name, input);
    },
  });
  return started;
}
