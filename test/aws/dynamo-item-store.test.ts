import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDynamoItemStore } from "../../src/aws/dynamo-item-store.ts";
import { StoreUnavailable } from "../../src/domain/errors.ts";
import { instantOf } from "../../src/domain/time.ts";
import type { ItemKey, ItemStore, Write } from "../../src/ports/item-store.ts";
import { itemStoreContract } from "../contract/item-store.contract.ts";
import { dynamoSubject } from "./dynamo-subject.ts";
import { createTable, deleteTable, dynamo } from "./dynamo-table.ts";
import { lossyClient } from "./lossy-client.ts";

const client = DynamoDBDocumentClient.from(dynamo);

itemStoreContract("DynamoDB", dynamoSubject);

describe("the DynamoDB ItemStore", () => {
  let table: string;
  let store: ItemStore;
  const now = () => instantOf(Date.now());
  beforeAll(async () => {
    table = await createTable();
    store = createDynamoItemStore({ client, table, now });
  });
  afterAll(() => deleteTable(table));

  const put = (key: ItemKey, n: number, when: Write["when"]): Write => ({
    kind: "put",
    key,
    content: { value: { n } },
    when,
  });
  const losingFirst = (alsoDoing: () => Promise<unknown> = async () => undefined): ItemStore => {
    let lost = false;
    const lossy = lossyClient(async ({ committed }) => {
      if (lost || !committed) return false;
      lost = true;
      await alsoDoing();
      return true;
    });
    return createDynamoItemStore({ client: lossy, table, now });
  };

  test("keeps what is stored legible: native attributes, index keys by name", async () => {
    const key = { partition: "TENANT#t#legible", sort: "config" };
    const value = { schemaVersion: 1, name: "Acme", modes: ["hr"] };
    const indexes = { listing: { partition: "TENANT#t#list", sort: "Acme" } };
    await store.transact([{ kind: "put", key, content: { value, indexes, expiresAt: 4_000_000_000 }, when: "absent" }]);
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: key }));
    expect(Item).toEqual({
      ...key,
      version: 1,
      writerId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      value,
      listingPartition: "TENANT#t#list",
      listingSort: "Acme",
      expiresAt: 4_000_000_000,
    });
  });

  test("a lost answer that the SDK itself repeats counts as committed", async () => {
    const key = { partition: "TENANT#t#once", sort: "x" };
    expect(await losingFirst().transact([put(key, 1, "absent")])).toEqual({ outcome: "committed" });
    expect(await store.get(key)).toMatchObject({ version: 1, value: { n: 1 } });
  });

  test("a delete whose answer was lost is known by its token", async () => {
    const key = { partition: "TENANT#t#delete", sort: "x" };
    await store.transact([put(key, 1, "absent")]);
    const remove: Write = { kind: "delete", key, when: { version: 1 } };
    expect(await losingFirst().transact([remove])).toEqual({ outcome: "committed" });
    expect(await store.transact([remove])).toEqual({ outcome: "condition-failed", failed: [0] });
  });

  test("says neither yes nor no when its item was overwritten before it could look", async () => {
    const key = { partition: "TENANT#t#overwritten", sort: "x" };
    const losing = losingFirst(() => store.transact([put(key, 2, { version: 1 })]));
    await expect(losing.transact([put(key, 1, "absent")])).rejects.toBeInstanceOf(StoreUnavailable);
  });

  test("knows that another won when the item never had its own version", async () => {
    const key = { partition: "TENANT#t#other", sort: "x" };
    await store.transact([put(key, 1, "absent")]);
    let tries = 0;
    const refusedThenRetried = lossyClient(() => ++tries === 1);
    const other = createDynamoItemStore({ client: refusedThenRetried, table, now });
    expect(await other.transact([put(key, 9, "absent")])).toEqual({ outcome: "condition-failed", failed: [0] });
    expect(tries).toBe(2);
  });

  test("says StoreUnavailable when there is no such table", async () => {
    const missing = createDynamoItemStore({ client, table: "mastery-test-missing", now });
    const key = { partition: "TENANT#t#x", sort: "x" };
    await expect(missing.get(key)).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(missing.query("TENANT#t#x")).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(missing.queryIndex("due", "x")).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(missing.transact([put(key, 1, "absent")])).rejects.toMatchObject({
      name: "StoreUnavailable",
      evidence: { provider: "dynamodb", providerCode: "ResourceNotFoundException", httpStatus: 400 },
    });
  });
});
