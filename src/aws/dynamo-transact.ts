/**
 * Compare-and-swap on DynamoDB, and what an answer means that is no plain success. A lost answer is settled by the
 * transaction's token, which makes DynamoDB answer a repeated request as it did the first time (10 minutes), or, for
 * a lone put, which has no token, by the writer id that it left in the item.
 */
import { randomUUID } from "node:crypto";
import { type DynamoDBDocumentClient, GetCommand, PutCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { StoreUnavailable } from "../domain/errors.ts";
import type { Condition, ItemKey, TransactResult, Write } from "../ports/item-store.ts";
import { EXPIRY_ATTRIBUTE } from "../stores/table.ts";
import { type AwsFailure, failureOf, masteryErrorOf } from "./aws-errors.ts";
import { type Attributes, attributesOf } from "./dynamo-item.ts";

export interface DynamoTable {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly nowSeconds: () => number;
}

type Put = Extract<Write, { kind: "put" }>;

/** One put costs half as much outside a transaction. */
export function commitWrites(access: DynamoTable, writes: readonly Write[]): Promise<TransactResult> {
  const [only] = writes;
  if (writes.length === 1 && only?.kind === "put") return commitPut(access, only);
  return commitTransaction(access, writes);
}

async function commitPut(access: DynamoTable, write: Put): Promise<TransactResult> {
  const writerId = randomUUID();
  try {
    await access.client.send(new PutCommand(putInput(access, write, writerId)));
    return { outcome: "committed" };
  } catch (error) {
    return settlePut(access, write, writerId, error);
  }
}

async function settlePut(access: DynamoTable, write: Put, writerId: string, error: unknown): Promise<TransactResult> {
  const failure = failureOf(error);
  const refused = failure.name === "ConditionalCheckFailedException";
  if (failure.attempts === 1) {
    if (refused) return { outcome: "condition-failed", failed: [0] };
    if (failure.name === "TransactionConflictException") return { outcome: "conflict" };
    if (isCleanRefusal(failure)) throw masteryErrorOf(error, "dynamodb");
  }
  const found = await reread(access, write.key);
  if (found?.["writerId"] === writerId) return { outcome: "committed" };
  const mine = versionAfter(write.when);
  // Another writer's item with the version that ours would have, or the one before: ours was never stored.
  const neverStored = found?.["version"] === mine || (found !== undefined && found["version"] === mine - 1);
  if (refused && neverStored) return { outcome: "condition-failed", failed: [0] };
  if (!refused) throw masteryErrorOf(error, "dynamodb");
  throw new StoreUnavailable("the item changed again before it could be seen whether it was stored; look again");
}

async function commitTransaction(access: DynamoTable, writes: readonly Write[]): Promise<TransactResult> {
  const writerId = randomUUID();
  try {
    await access.client.send(
      new TransactWriteCommand({
        ClientRequestToken: writerId,
        TransactItems: writes.map((write) => transactItem(access, write, writerId)),
      }),
    );
    return { outcome: "committed" };
  } catch (error) {
    return settleTransaction(access, writes, writerId, error);
  }
}

async function settleTransaction(
  access: DynamoTable,
  writes: readonly Write[],
  writerId: string,
  error: unknown,
): Promise<TransactResult> {
  const failure = failureOf(error);
  const codes = cancellationCodes(error);
  if (failure.attempts > 1 || !isCleanRefusal(failure)) {
    const put = writes.find((write) => write.kind === "put");
    const found = put && (await reread(access, put.key));
    if (found?.["writerId"] === writerId) return { outcome: "committed" };
  }
  const failed = codes.flatMap((code, position) => (code === "ConditionalCheckFailed" ? [position] : []));
  if (failed.length > 0) return { outcome: "condition-failed", failed };
  if (codes.includes("TransactionConflict")) return { outcome: "conflict" };
  throw masteryErrorOf(error, "dynamodb");
}

/** One code a write, in their order. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html#API_TransactWriteItems_Errors */
function cancellationCodes(error: unknown): readonly string[] {
  if (!(error instanceof Error) || !("CancellationReasons" in error)) return [];
  const reasons = error.CancellationReasons as readonly { readonly Code?: string }[] | undefined;
  return (reasons ?? []).map(({ Code = "None" }) => Code);
}

/** DynamoDB said itself that it did nothing. */
function isCleanRefusal({ httpStatus, name }: AwsFailure): boolean {
  return httpStatus === 400 && name !== "TransactionInProgressException";
}

async function reread({ client, table }: DynamoTable, key: ItemKey): Promise<Attributes | undefined> {
  try {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: { partition: key.partition, sort: key.sort }, ConsistentRead: true }),
    );
    return Item;
  } catch (error) {
    throw masteryErrorOf(error, "dynamodb");
  }
}

type PutInput = ConditionInput & { readonly TableName: string; readonly Item: Attributes };

function putInput(access: DynamoTable, write: Put, writerId: string): PutInput {
  return {
    TableName: access.table,
    Item: attributesOf(write.key, write.content, versionAfter(write.when), writerId),
    ...conditionOf(write.when, access.nowSeconds()),
  };
}

type TransactItem = NonNullable<ConstructorParameters<typeof TransactWriteCommand>[0]["TransactItems"]>[number];

function transactItem(access: DynamoTable, write: Write, writerId: string): TransactItem {
  if (write.kind === "put") return { Put: putInput(access, write, writerId) };
  const { partition, sort } = write.key;
  const target = { TableName: access.table, Key: { partition, sort }, ...conditionOf(write.when, access.nowSeconds()) };
  return write.kind === "delete" ? { Delete: target } : { ConditionCheck: target };
}

interface ConditionInput {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Attributes;
}

/** An item that expired but still lies there counts as absent, as it does when read. */
function conditionOf(when: Condition, nowSeconds: number): ConditionInput {
  if (when === "absent")
    return {
      ConditionExpression: "attribute_not_exists(#partition) OR #expiresAt <= :now",
      ExpressionAttributeNames: { "#partition": "partition", "#expiresAt": EXPIRY_ATTRIBUTE },
      ExpressionAttributeValues: { ":now": nowSeconds },
    };
  return {
    ConditionExpression: "#version = :version AND (attribute_not_exists(#expiresAt) OR #expiresAt > :now)",
    ExpressionAttributeNames: { "#version": "version", "#expiresAt": EXPIRY_ATTRIBUTE },
    ExpressionAttributeValues: { ":version": when.version, ":now": nowSeconds },
  };
}

function versionAfter(when: Condition): number {
  return when === "absent" ? 1 : when.version + 1;
}
