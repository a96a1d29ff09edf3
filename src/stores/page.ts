/** Ranges and page marks as every ItemStore adapter reads them. */
import { InvalidInput } from "../domain/errors.ts";
import type { Item, Range } from "../ports/item-store.ts";
import { LAST_CHARACTER } from "./item-rules.ts";

const DEFAULT_LIMIT = 1000;

/** Inclusive bounds on a sort key. */
export interface Bounds {
  readonly from?: string;
  readonly to?: string;
}

/** The bounds that say the same as `from`, `to` and `prefix` together; undefined when nothing can lie in them. */
export function boundsOf({ from = "", to, prefix = "" }: Range): Bounds | undefined {
  const low = compareBytes(from, prefix) >= 0 ? from : prefix;
  const lastOfPrefix = prefix === "" ? undefined : prefix + LAST_CHARACTER;
  const high = lower(to, lastOfPrefix);
  if (high !== undefined && (high === "" || compareBytes(low, high) > 0)) return undefined;
  return { ...(low !== "" && { from: low }), ...(high !== undefined && { to: high }) };
}

/** @throws InvalidInput unless it is a whole number from 1. */
export function limitOf({ limit = DEFAULT_LIMIT }: Range): number {
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new InvalidInput("the limit of a page is not a whole number from 1");
  return limit;
}

/** The mark to continue a query of a partition after an item. */
export function markOf(item: Item): string {
  return encode([item.sort]);
}

/** The mark to continue a query of an index after an item; several items may share one sort key there. */
export function indexMarkOf(item: Item, indexSort: string): string {
  return encode([indexSort, item.partition, item.sort]);
}

/** The sort key that `markOf` wrote. @throws InvalidInput when it is no mark of such a query. */
export function readMark(mark: string): string {
  const [sort] = decode(mark, 1);
  return sort ?? "";
}

/** What `indexMarkOf` wrote. @throws InvalidInput when it is no mark of such a query. */
export function readIndexMark(mark: string): { indexSort: string; partition: string; sort: string } {
  const [indexSort = "", partition = "", sort = ""] = decode(mark, 3);
  return { indexSort, partition, sort };
}

function encode(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

function decode(mark: string, length: number): readonly string[] {
  const parts = parseJson(Buffer.from(mark, "base64url").toString());
  if (Array.isArray(parts) && parts.length === length && parts.every((part) => typeof part === "string")) return parts;
  throw new InvalidInput("`after` is not the `next` of an earlier page of this query");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function lower(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareBytes(a, b) <= 0 ? a : b;
}

/** By UTF-8 bytes, as the stores sort; JavaScript compares UTF-16 units, which differs beyond U+FFFF. */
function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
