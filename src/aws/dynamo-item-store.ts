/** ItemStore on one DynamoDB table with an index per `INDEX_NAMES`; the table's definition is in stores/table.ts. */
import { type DynamoDBDocumentClient, GetCommand, QueryCommand, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import { epochMsOf, type Instant } from "../domain/time.ts";
import type { IndexName, Item, ItemKey, ItemStore, Page, Range } from "../ports/item-store.ts";
import { requireTransactable } from "../stores/item-rules.ts";
import { boundsOf, indexMarkOf, limitOf, markOf, readIndexMark, readMark } from "../stores/page.ts";
import { indexAttributes, KEY_ATTRIBUTES } from "../stores/table.ts";
import { masteryErrorOf } from "./aws-errors.ts";
import { type Attributes, isExpired, itemOf } from "./dynamo-item.ts";
import { commitWrites, type DynamoTable } from "./dynamo-transact.ts";

export interface DynamoItemStoreOptions {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly now: () => Instant;
}

export function createDynamoItemStore({ client, table, now }: DynamoItemStoreOptions): ItemStore {
  const access: DynamoTable = { client, table, nowSeconds: () => Math.floor(epochMsOf(now()) / 1000) };
  return {
    get: (key) => get(access, key),
    query: (partition, range = {}) => query(access, partition, range),
    queryIndex: (index, partition, range = {}) => queryIndex(access, index, partition, range),
    transact: async (writes) => {
      requireTransactable(writes);
      return writes.length === 0 ? { outcome: "committed" } : commitWrites(access, writes);
    },
  };
}

async function get({ client, table, nowSeconds }: DynamoTable, key: ItemKey): Promise<Item | undefined> {
  try {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: { partition: key.partition, sort: key.sort }, ConsistentRead: true }),
    );
    return Item === undefined || isExpired(Item, nowSeconds()) ? undefined : itemOf(Item);
  } catch (error) {
    throw masteryErrorOf(error, "dynamodb");
  }
}

async function query(access: DynamoTable, partition: string, range: Range): Promise<Page> {
  const start = range.after === undefined ? undefined : { partition, sort: readMark(range.after) };
  const input = rangeInput(KEY_ATTRIBUTES, partition, range);
  return input === undefined
    ? { items: [] }
    : readPage(access, { ...input, ConsistentRead: true }, { limit: limitOf(range), start, mark: markOf });
}

async function queryIndex(access: DynamoTable, index: IndexName, partition: string, range: Range): Promise<Page> {
  const names = indexAttributes(index);
  const mark = range.after === undefined ? undefined : readIndexMark(range.after);
  const start = mark && {
    [names.partition]: partition,
    [names.sort]: mark.indexSort,
    partition: mark.partition,
    sort: mark.sort,
  };
  const input = rangeInput(names, partition, range);
  return input === undefined
    ? { items: [] }
    : readPage(
        access,
        { ...input, IndexName: index },
        { limit: limitOf(range), start, mark: (item) => indexMarkOf(item, item.indexes?.[index]?.sort ?? "") },
      );
}

/** Undefined when nothing can lie within the range. */
function rangeInput(
  names: { readonly partition: string; readonly sort: string },
  partition: string,
  range: Range,
): Omit<QueryCommandInput, "TableName"> | undefined {
  const bounds = boundsOf(range);
  if (bounds === undefined) return undefined;
  const { from, to } = bounds;
  const bounded = from !== undefined || to !== undefined;
  const within =
    from === undefined ? "#sort <= :to" : to === undefined ? "#sort >= :from" : "#sort BETWEEN :from AND :to";
  return {
    KeyConditionExpression: bounded ? `#partition = :partition AND ${within}` : "#partition = :partition",
    ExpressionAttributeNames: { "#partition": names.partition, ...(bounded && { "#sort": names.sort }) },
    ExpressionAttributeValues: {
      ":partition": partition,
      ...(from !== undefined && { ":from": from }),
      ...(to !== undefined && { ":to": to }),
    },
    ScanIndexForward: !range.descending,
  };
}

interface PageRequest {
  readonly limit: number;
  readonly start: Attributes | undefined;
  readonly mark: (item: Item) => string;
}

/** Reads on until the page is full: one answer holds 1 MB at most, and may consist of expired items. */
async function readPage(
  { client, table, nowSeconds }: DynamoTable,
  input: Omit<QueryCommandInput, "TableName">,
  { limit, start, mark }: PageRequest,
): Promise<Page> {
  const items: Item[] = [];
  let from = start;
  try {
    do {
      const answer = await client.send(
        new QueryCommand({
          ...input,
          TableName: table,
          Limit: limit + 1,
          ...(from !== undefined && { ExclusiveStartKey: from }),
        }),
      );
      const fresh = (answer.Items ?? []).filter((attributes) => !isExpired(attributes, nowSeconds()));
      items.push(...fresh.map(itemOf));
      from = answer.LastEvaluatedKey;
    } while (from !== undefined && items.length <= limit);
  } catch (error) {
    throw masteryErrorOf(error, "dynamodb");
  }
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return items.length > limit && last !== undefined ? { items: shown, next: mark(last) } : { items: shown };
}
