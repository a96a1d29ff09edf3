/** Writing the System Log: every change of an org leaves its events here, in the order in which they were persisted. */
import { randomUUID } from "node:crypto";
import { type Org, timestamp } from "../org.ts";
import { EMITTED_EVENTS, type EventType } from "./event-types.ts";
import type { LogActor, LogEvent, LogTarget } from "./log-event.ts";

/** Who changes the org, and in which transaction; written on each event that the change causes. */
export interface Caller {
  readonly org: Org;
  readonly actor: LogActor;
  readonly transaction: LogEvent["transaction"];
  readonly requestUri: string;
  readonly userAgent: string;
}

export interface LogEntry {
  readonly type: EventType;
  readonly targets: readonly LogTarget[];
  readonly debugData?: Readonly<Record<string, string>>;
  readonly failure?: string;
  readonly actor?: LogActor;
}

const NO_PLACE = { city: null, state: null, country: null, postalCode: null, geolocation: null };

/** Appends an event and hands it to the org's event hooks. */
export function record(caller: Caller, entry: LogEntry): LogEvent {
  const { org } = caller;
  // Okta leaves the client blank where the event does not come from HTTP.
  const web = caller.transaction.type === "WEB";
  const event: LogEvent = {
    uuid: randomUUID(),
    published: timestamp(org),
    eventType: entry.type,
    version: "0",
    severity: entry.failure === undefined ? "INFO" : "WARN",
    legacyEventType: null,
    displayMessage: EMITTED_EVENTS[entry.type],
    actor: entry.actor ?? caller.actor,
    client: {
      userAgent: web ? { rawUserAgent: caller.userAgent, os: "Unknown", browser: "UNKNOWN" } : null,
      zone: null,
      device: web ? "Unknown" : null,
      id: null,
      ipAddress: web ? "127.0.0.1" : null,
      geographicalContext: web ? NO_PLACE : null,
    },
    outcome: { result: entry.failure === undefined ? "SUCCESS" : "FAILURE", reason: entry.failure ?? null },
    target: entry.targets,
    transaction: caller.transaction,
    debugContext: {
      debugData: { requestId: caller.transaction.id, requestUri: caller.requestUri, ...entry.debugData },
    },
    authenticationContext: {
      authenticationProvider: null,
      credentialProvider: null,
      credentialType: null,
      issuer: null,
      interface: null,
      authenticationStep: 0,
      externalSessionId: "unknown",
    },
    securityContext: { asNumber: null, asOrg: null, isp: null, domain: null, isProxy: null },
    request: {
      ipChain: web ? [{ ip: "127.0.0.1", geographicalContext: NO_PLACE, version: "V4", source: null }] : [],
    },
  };
  org.state.log.push(event);
  org.onEvent(event);
  return event;
}

/** The caller for what Okta does by itself: imports, rule evaluation, expiry. */
export function systemCaller(org: Org): Caller {
  return {
    org,
    actor: {
      id: `sys${org.id}`,
      type: "SystemPrincipal",
      alternateId: "system@okta.com",
      displayName: "Okta System",
      detailEntry: null,
    },
    transaction: { type: "JOB", id: `job${randomUUID().replaceAll("-", "")}`, detail: {} },
    requestUri: "",
    userAgent: "",
  };
}
