/**
 * What every ItemStore adapter refuses, so that nothing works on SQLite and fails on DynamoDB.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
import { InvalidInput } from "../domain/errors.ts";
import type { Json } from "../domain/json.ts";
import {
  INDEX_NAMES,
  type ItemContent,
  type ItemKey,
  MAX_ITEM_BYTES,
  MAX_ITEMS_PER_TRANSACTION,
  type Write,
} from "../ports/item-store.ts";

const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;
const MAX_PARTITION_BYTES = 2048;
const MAX_SORT_BYTES = 1024;
const MAX_DEPTH = 30; // 32 levels in DynamoDB, of which the item and its value attribute are two
/** Version, writer id and the attributes' names, rounded up. */
const OVERHEAD_BYTES = 160;

/** The highest code point, a noncharacter: no key holds it, so that `prefix + LAST_CHARACTER` bounds a prefix. */
export const LAST_CHARACTER = "\u{10FFFF}";

/** @throws InvalidInput when a transaction is more than any adapter would take; names positions, never contents. */
export function requireTransactable(writes: readonly Write[]): void {
  if (writes.length > MAX_ITEMS_PER_TRANSACTION)
    throw new InvalidInput(`a transaction takes at most ${MAX_ITEMS_PER_TRANSACTION} items, not ${writes.length}`);
  const seen = new Map<string, number>();
  let total = 0;
  for (const [position, write] of writes.entries()) {
    const at = `write ${position}`;
    requireKey(write.key, at);
    const name = JSON.stringify([write.key.partition, write.key.sort]);
    const earlier = seen.get(name);
    if (earlier !== undefined) throw new InvalidInput(`${at} names the same key as write ${earlier}`);
    seen.set(name, position);
    if (write.kind === "put") total += requireContent(write.key, write.content, at);
  }
  if (total > MAX_TRANSACTION_BYTES) throw new InvalidInput(`a transaction takes at most 4 MB, not ${total} bytes`);
}

function requireKey(key: ItemKey, at: string): void {
  requireKeyText(key.partition, MAX_PARTITION_BYTES, `the partition of ${at}`);
  requireKeyText(key.sort, MAX_SORT_BYTES, `the sort key of ${at}`);
}

function requireKeyText(text: string, maxBytes: number, what: string): void {
  if (text === "") throw new InvalidInput(`${what} is empty`);
  if (Buffer.byteLength(text) > maxBytes) throw new InvalidInput(`${what} is longer than ${maxBytes} bytes`);
  if (!text.isWellFormed() || text.includes(LAST_CHARACTER))
    throw new InvalidInput(`${what} is not well-formed Unicode or holds U+10FFFF`);
}

function requireContent(key: ItemKey, content: ItemContent, at: string): number {
  let bytes = OVERHEAD_BYTES + Buffer.byteLength(key.partition) + Buffer.byteLength(key.sort);
  for (const index of INDEX_NAMES) {
    const indexKey = content.indexes?.[index];
    if (indexKey === undefined) continue;
    requireKey(indexKey, `index ${index} in ${at}`);
    bytes += Buffer.byteLength(indexKey.partition) + Buffer.byteLength(indexKey.sort);
  }
  if (content.expiresAt !== undefined && !(Number.isSafeInteger(content.expiresAt) && content.expiresAt > 0))
    throw new InvalidInput(`expiresAt of ${at} is not a whole number of seconds since 1970`);
  bytes += sizeOf(content.value, at, 0);
  if (bytes > MAX_ITEM_BYTES)
    throw new InvalidInput(`${at} is ${bytes} bytes; an item takes at most ${MAX_ITEM_BYTES}`);
  return bytes;
}

/** As DynamoDB counts. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function sizeOf(value: Json | undefined, at: string, depth: number): number {
  if (depth > MAX_DEPTH) throw new InvalidInput(`the value of ${at} is nested deeper than ${MAX_DEPTH} levels`);
  if (value === undefined) return 0;
  if (value === null || typeof value === "boolean") return 1;
  if (typeof value === "number") return sizeOfNumber(value, at);
  if (typeof value === "string") return sizeOfText(value, at);
  if (Array.isArray(value)) return value.reduce<number>((sum, entry) => sum + 1 + sizeOf(entry, at, depth + 1), 3);
  return Object.entries(value).reduce(
    (sum, [name, member]) => sum + 1 + sizeOfName(name, at) + sizeOf(member, at, depth + 1),
    3,
  );
}

/** DynamoDB takes 1E-130 to 9.9E+125; its SDK gives back anything beyond 2^53 as another type. */
function sizeOfNumber(value: number, at: string): number {
  const magnitude = Math.abs(value);
  if (!(magnitude <= Number.MAX_SAFE_INTEGER) || (magnitude !== 0 && magnitude < 1e-130))
    throw new InvalidInput(`a number in ${at} does not survive storing; keep it as text`);
  return 21;
}

function sizeOfText(text: string, at: string): number {
  if (!text.isWellFormed()) throw new InvalidInput(`a text in ${at} is not well-formed Unicode`);
  return Buffer.byteLength(text);
}

function sizeOfName(name: string, at: string): number {
  if (name === "" || name === "__proto__") throw new InvalidInput(`a member in ${at} has an empty or reserved name`);
  return sizeOfText(name, at);
}
