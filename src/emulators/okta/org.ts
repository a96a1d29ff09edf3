/** One emulated org: its address, its clock and its state. Everything that outlives a request is in `state`. */
import { createHash } from "node:crypto";
import type { LogEvent } from "./events/log-event.ts";
import type { OrgState } from "./state.ts";

export interface Org {
  readonly id: string;
  /** Base URL without a trailing slash, as a client is configured with it. */
  readonly url: string;
  readonly now: () => number;
  /** Called with every System Log event as it is written. */
  readonly onEvent: (event: LogEvent) => void;
  state: OrgState;
}

/** The org's time as Okta writes it. */
export function timestamp(org: Org): string {
  return new Date(org.now()).toISOString();
}

/** A new id in Okta's form: a three-letter kind and seventeen characters; unique in the process, stable per seed order. */
export function newId(org: Org, kind: string): string {
  org.state.lastId += 1;
  const digest = createHash("sha256").update(`${org.id}:${org.state.lastId}`).digest("base64url");
  return kind + digest.replace(/[-_]/g, "").slice(0, 20 - kind.length);
}
