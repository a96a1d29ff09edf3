/** What a route is: one operation of the management API, as data plus a handler. */
import { z } from "zod";
import { invalid, type OktaRefusal, refusal } from "../errors.ts";
import type { Caller } from "../events/log.ts";
import type { Org } from "../org.ts";

export interface Call {
  readonly org: Org;
  readonly caller: Caller;
  readonly path: (name: string) => string;
  readonly query: URLSearchParams;
  readonly header: (name: string) => string | undefined;
  readonly body: unknown;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly links?: readonly string[];
}

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path template in the words of Okta's OpenAPI description. */
  readonly path: string;
  /** The OAuth scope that a service app needs; undefined for calls that need no authentication. */
  readonly scope: string | undefined;
  readonly handle: (call: Call) => Reply | Promise<Reply>;
}

/** A 200 answer. */
export function ok(body: unknown, headers?: Readonly<Record<string, string>>): Reply {
  return headers === undefined ? { status: 200, body } : { status: 200, body, headers };
}

/** A 200 answer without a body, as Okta gives after lifecycle calls whose result holds nothing. */
export const DONE: Reply = { status: 200, body: {} };

/** A 204 answer. */
export const NO_CONTENT: Reply = { status: 204 };

/** The request body in the expected shape, or E0000001 with one cause per field. */
export function bodyAs<T>(call: Call, schema: z.ZodType<T>): T {
  if (call.body === undefined) throw refusal("E0000003");
  const parsed = schema.safeParse(call.body);
  if (parsed.success) return parsed.data;
  throw fieldErrors(parsed.error);
}

function fieldErrors(error: z.ZodError): OktaRefusal {
  const causes = error.issues.map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`);
  return invalid(error.issues[0]?.path.join(".") ?? "body", ...causes);
}

/** A boolean query parameter. */
export function flag(call: Call, name: string, fallback: boolean): boolean {
  const value = call.query.get(name);
  if (value === null || value === "") return fallback;
  return value.toLowerCase() === "true";
}

/** A profile in a request body: any JSON values under any names; the schema check comes later. */
export const profileBody = z.record(z.string(), z.json());
