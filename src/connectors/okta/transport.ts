/** The one way in which the connector talks to Okta; `client.ts` implements it on the SDK. */
import type { JsonObject } from "../../domain/json.ts";
import type { RequestBudget } from "../../ports/directory.ts";

export interface OktaRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path and query below the org's address. */
  readonly path: string;
  readonly body?: JsonObject;
  /** Entity tag of the version that the change is meant for. */
  readonly ifMatch?: string;
  /** Completes "Okta refused to …" in errors; ids, never names or logins. */
  readonly purpose: string;
}

export interface OktaResponse {
  /** The parsed JSON, undefined for an empty body. */
  readonly body: unknown;
  readonly requestId?: string;
  readonly etag?: string;
  /** Path and query of the next page. */
  readonly next?: string;
  /** What Okta says is left of its rate limit. */
  readonly budget?: RequestBudget;
}

/** @throws a member of the error family for everything but a 2xx answer. */
export type Send = (request: OktaRequest) => Promise<OktaResponse>;

/** What came over the wire. */
export interface OktaAnswer {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly text: string;
}
