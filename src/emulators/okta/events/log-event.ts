/** A System Log event in Okta's shape (https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/). */
import type { Json } from "../json.ts";
import type { EventType } from "./event-types.ts";

export interface LogActor {
  readonly id: string;
  readonly type: string;
  readonly alternateId: string;
  readonly displayName: string;
  readonly detailEntry: null;
}

export type LogTarget = LogActor;

export interface LogEvent {
  readonly uuid: string;
  readonly published: string;
  readonly eventType: EventType;
  readonly version: "0";
  readonly severity: "INFO" | "WARN";
  readonly legacyEventType: null;
  readonly displayMessage: string;
  readonly actor: LogActor;
  readonly client: Json;
  readonly outcome: { readonly result: string; readonly reason: string | null };
  readonly target: readonly LogTarget[];
  readonly transaction: {
    readonly type: "WEB" | "JOB";
    readonly id: string;
    readonly detail: Readonly<Record<string, string>>;
  };
  readonly debugContext: { readonly debugData: Readonly<Record<string, string>> };
  readonly authenticationContext: Json;
  readonly securityContext: Json;
  readonly request: Json;
}
