/** DynamoDB under the contracts that an ItemStore or what rests on it must keep. */
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { createDynamoItemStore } from "../../src/aws/dynamo-item-store.ts";
import { instantOf } from "../../src/domain/time.ts";
import type { ItemStoreUnderTest } from "../contract/item-store.contract.ts";
import { createTable, deleteTable, dynamo } from "./dynamo-table.ts";
import { lossyClient } from "./lossy-client.ts";

const client = DynamoDBDocumentClient.from(dynamo);

/** A table of its own, a client that loses every answer, and how a child process opens it. */
export async function dynamoSubject(): Promise<ItemStoreUnderTest> {
  const table = await createTable();
  let seconds = 0;
  const now = () => instantOf(seconds * 1000);
  return {
    store: createDynamoItemStore({ client, table, now }),
    losingAnswers: createDynamoItemStore({ client: lossyClient(({ committed }) => committed), table, now }),
    setSeconds: (to) => {
      seconds = to;
    },
    child: { module: new URL("./dynamo-opener.ts", import.meta.url).href, options: { table } },
    close: () => deleteTable(table),
  };
}
