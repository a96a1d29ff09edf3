/** Pages with Link headers; `after` is opaque to the client. */
import { invalid } from "../errors.ts";
import type { Call, Reply } from "./route.ts";

interface PageOptions<T> {
  /** A value that orders the list and does not change when other items come or go. */
  readonly key: (item: T) => number;
  readonly render: (item: T) => unknown;
  readonly maxLimit: number;
  readonly defaultLimit?: number;
}

/** One page of a list that is ordered by its key, with `self` and, when there is more, `next`. */
export function page<T>(call: Call, items: readonly T[], options: PageOptions<T>): Reply {
  const limit = limitOf(call, options.maxLimit, options.defaultLimit ?? options.maxLimit);
  const after = cursorOf(call.query.get("after"));
  const rest = items.filter((item) => options.key(item) > after);
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  const links = [link(call, call.query.get("after"), "self")];
  if (last !== undefined && rest.length > limit) links.push(link(call, toCursor(options.key(last)), "next"));
  return { status: 200, body: shown.map(options.render), links };
}

/** The `limit` parameter, capped; E0000001 when it is no positive number. */
export function limitOf(call: Call, max: number, fallback: number): number {
  const given = call.query.get("limit");
  if (given === null) return fallback;
  const limit = Number(given);
  if (!Number.isInteger(limit) || limit < 0) throw invalid("limit", "limit: must be a positive number");
  return limit === 0 ? fallback : Math.min(limit, max);
}

/** A Link header value for the same request from another cursor. */
export function link(call: Call, after: string | null, rel: "self" | "next"): string {
  const query = new URLSearchParams(call.query);
  if (after === null) query.delete("after");
  else query.set("after", after);
  const search = query.size > 0 ? `?${query}` : "";
  return `<${call.org.url}${call.caller.requestUri}${search}>; rel="${rel}"`;
}

const toCursor = (key: number): string => Buffer.from(`k${key}`).toString("base64url");

function cursorOf(after: string | null): number {
  if (after === null) return -1;
  const key = Number(Buffer.from(after, "base64url").toString().slice(1));
  if (!Number.isFinite(key)) throw invalid("after", "after: invalid cursor");
  return key;
}
