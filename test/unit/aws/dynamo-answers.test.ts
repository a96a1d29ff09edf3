import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { createDynamoItemStore } from "../../../src/aws/dynamo-item-store.ts";
import { AccessDenied, InvalidInput, StoreUnavailable } from "../../../src/domain/errors.ts";
import { instantOf } from "../../../src/domain/time.ts";
import type { ItemKey, Write } from "../../../src/ports/item-store.ts";

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: "eu-west-1" }));
const dynamo = mockClient(client);
const store = createDynamoItemStore({ client, table: "t", now: () => instantOf(5_000_900) });
beforeEach(() => dynamo.reset());

const key: ItemKey = { partition: "TENANT#t#x", sort: "x" };
const put = (sort = "x", when: Write["when"] = "absent"): Write => ({
  kind: "put",
  key: { ...key, sort },
  content: { value: {} },
  when,
});
const failure = (name: string, { status = 400, attempts = 1, codes }: Failure = {}) =>
  Object.assign(new Error("ada@example.com is in the vendor's message"), {
    name,
    $metadata: { httpStatusCode: status, requestId: "r-1", attempts },
    ...(codes && { CancellationReasons: codes.map((Code) => ({ Code })) }),
  });
interface Failure {
  readonly status?: number;
  readonly attempts?: number;
  readonly codes?: readonly string[];
}

describe("what DynamoDB answers to a transaction", () => {
  const both = [put("x"), put("y")];
  test.each<[readonly string[], object]>([
    [["None", "ConditionalCheckFailed"], { outcome: "condition-failed", failed: [1] }],
    [["ConditionalCheckFailed", "ConditionalCheckFailed"], { outcome: "condition-failed", failed: [0, 1] }],
    [["TransactionConflict", "ConditionalCheckFailed"], { outcome: "condition-failed", failed: [1] }],
    [["TransactionConflict", "None"], { outcome: "conflict" }],
    [["TransactionConflict", "ThrottlingError"], { outcome: "conflict" }],
  ])("cancelled with %j is %j", async (codes, expected) => {
    dynamo.on(TransactWriteCommand).rejects(failure("TransactionCanceledException", { codes }));
    expect(await store.transact(both)).toEqual(expected);
    expect(dynamo.commandCalls(GetCommand)).toHaveLength(0);
  });

  test.each([["ThrottlingError"], ["ProvisionedThroughputExceeded"]])(
    "cancelled with %s is StoreUnavailable",
    async (code) => {
      dynamo.on(TransactWriteCommand).rejects(failure("TransactionCanceledException", { codes: ["None", code] }));
      await expect(store.transact(both)).rejects.toBeInstanceOf(StoreUnavailable);
    },
  );

  test("a lost answer is StoreUnavailable when the item shows another writer", async () => {
    dynamo.on(TransactWriteCommand).rejects(failure("TimeoutError", { status: 0, attempts: 3 }));
    dynamo.on(GetCommand).resolves({ Item: { ...key, version: 1, writerId: "another" } });
    await expect(store.transact(both)).rejects.toBeInstanceOf(StoreUnavailable);
  });

  test("a transaction that is still in progress is committed once the item shows its writer", async () => {
    dynamo.on(TransactWriteCommand).rejects(failure("TransactionInProgressException"));
    dynamo.on(GetCommand).callsFake(() => {
      const { ClientRequestToken } = dynamo.commandCalls(TransactWriteCommand)[0]!.args[0].input;
      return { Item: { ...key, version: 1, writerId: ClientRequestToken } };
    });
    expect(await store.transact(both)).toEqual({ outcome: "committed" });
  });
});

describe("what DynamoDB answers to a lone put", () => {
  test("is written without a transaction", async () => {
    dynamo.on(PutCommand).resolves({});
    expect(await store.transact([put()])).toEqual({ outcome: "committed" });
    expect(dynamo.commandCalls(PutCommand)[0]!.args[0].input).toMatchObject({
      TableName: "t",
      ExpressionAttributeValues: { ":now": 5000 },
    });
  });

  test("that meets a transaction is a conflict", async () => {
    dynamo.on(PutCommand).rejects(failure("TransactionConflictException"));
    expect(await store.transact([put()])).toEqual({ outcome: "conflict" });
  });

  test.each<[string, Write["when"], object | undefined, "condition-failed" | "StoreUnavailable"]>([
    ["another writer's first version", "absent", { version: 1 }, "condition-failed"],
    ["a later version", "absent", { version: 2 }, "StoreUnavailable"],
    ["nothing", "absent", undefined, "StoreUnavailable"],
    ["another writer's next version", { version: 4 }, { version: 5 }, "condition-failed"],
    ["the same version, expired", { version: 4 }, { version: 4 }, "condition-failed"],
    ["a version after that", { version: 4 }, { version: 6 }, "StoreUnavailable"],
    ["a recreated item", { version: 4 }, { version: 1 }, "StoreUnavailable"],
  ])("refused at the second attempt, with %s found, is settled by what is known", async (_, when, found, expected) => {
    dynamo.on(PutCommand).rejects(failure("ConditionalCheckFailedException", { attempts: 2 }));
    dynamo.on(GetCommand).resolves(found ? { Item: { ...key, writerId: "another", ...found } } : {});
    const outcome = await store.transact([put("x", when)]).then(
      (result) => result.outcome,
      (error: Error) => error.name,
    );
    expect(outcome).toBe(expected);
  });

  test("is StoreUnavailable when the re-read fails too", async () => {
    dynamo.on(PutCommand).rejects(failure("TimeoutError", { attempts: 3 }));
    dynamo.on(GetCommand).rejects(failure("TimeoutError", { attempts: 3 }));
    await expect(store.transact([put()])).rejects.toBeInstanceOf(StoreUnavailable);
  });
});

test.each([
  ["ValidationException", InvalidInput],
  ["AccessDeniedException", AccessDenied],
  ["ProvisionedThroughputExceededException", StoreUnavailable],
  ["InternalServerError", StoreUnavailable],
])("%s keeps the request id and none of the vendor's text", async (name, kind) => {
  dynamo.onAnyCommand().rejects(failure(name));
  for (const call of [store.get(key), store.query("p"), store.queryIndex("due", "p"), store.transact([put()])]) {
    const error = await call.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ evidence: { provider: "dynamodb", providerCode: name, requestId: "r-1" } });
    expect(String(error)).not.toContain("ada");
  }
});

test("a page is filled although whole answers are expired, and base reads are consistent", async () => {
  const row = (sort: string, expiresAt?: number) => ({
    ...key,
    sort,
    version: 1,
    value: {},
    ...(expiresAt && { expiresAt }),
  });
  dynamo
    .on(QueryCommand)
    .resolvesOnce({ Items: [row("a", 5000), row("b", 4000)], LastEvaluatedKey: { ...key, sort: "b" } })
    .resolvesOnce({ Items: [row("c"), row("d", 5001)], LastEvaluatedKey: { ...key, sort: "d" } })
    .resolves({});
  const page = await store.query(key.partition, { limit: 1 });
  expect(page.items.map((item) => item.sort)).toEqual(["c"]);
  expect(page.next).toBeDefined();
  const [first, second] = dynamo.commandCalls(QueryCommand).map((call) => call.args[0].input);
  expect(first).toMatchObject({ ConsistentRead: true });
  expect(second).toMatchObject({ ExclusiveStartKey: { ...key, sort: "b" } });
});
