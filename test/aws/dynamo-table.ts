/** The table as the tests create it, from the same names as the deployed one. */
import { randomUUID } from "node:crypto";
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { INDEX_NAMES } from "../../src/ports/item-store.ts";
import { indexAttributes, KEY_ATTRIBUTES } from "../../src/stores/table.ts";

/** The SDK takes endpoint, region and credentials from the environment. */
export const dynamo = new DynamoDBClient({});

export async function createTable(): Promise<string> {
  const table = `mastery-test-${randomUUID()}`;
  const keys = [KEY_ATTRIBUTES, ...INDEX_NAMES.map(indexAttributes)];
  const schemaOf = (key: { partition: string; sort: string }) => [
    { AttributeName: key.partition, KeyType: "HASH" as const },
    { AttributeName: key.sort, KeyType: "RANGE" as const },
  ];
  await dynamo.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: keys
        .flatMap(({ partition, sort }) => [partition, sort])
        .map((name) => ({ AttributeName: name, AttributeType: "S" as const })),
      KeySchema: schemaOf(KEY_ATTRIBUTES),
      GlobalSecondaryIndexes: INDEX_NAMES.map((index) => ({
        IndexName: index,
        KeySchema: schemaOf(indexAttributes(index)),
        Projection: { ProjectionType: "ALL" as const },
      })),
    }),
  );
  await waitUntilTableExists({ client: dynamo, maxWaitTime: 60 }, { TableName: table });
  return table;
}

export async function deleteTable(table: string): Promise<void> {
  await dynamo.send(new DeleteTableCommand({ TableName: table }));
}
