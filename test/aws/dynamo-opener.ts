/** How a child process opens the DynamoDB ItemStore of the test that started it. */
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { createDynamoItemStore } from "../../src/aws/dynamo-item-store.ts";
import { instantOf } from "../../src/domain/time.ts";
import type { ItemStore } from "../../src/ports/item-store.ts";
import { dynamo } from "./dynamo-table.ts";

export function open(options: { readonly table: string }): ItemStore {
  const client = DynamoDBDocumentClient.from(dynamo);
  return createDynamoItemStore({ client, table: options.table, now: () => instantOf(Date.now()) });
}
