/** A DynamoDB client whose connection breaks after the table has done, or refused, what was asked. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/** `lose` sees each answered write and says whether its answer gets lost; the SDK then tries again. */
export function lossyClient(
  lose: (answer: { readonly committed: boolean }) => boolean | Promise<boolean>,
): DynamoDBDocumentClient {
  const client = new DynamoDBClient({});
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next(args).then(
        (result) => ({ committed: true, give: () => result }),
        (error: unknown) => ({
          committed: false,
          give: () => {
            throw error;
          },
        }),
      );
      const writes = ["PutItemCommand", "TransactWriteItemsCommand"].includes(String(context["commandName"]));
      if (writes && (await lose(answer)))
        throw Object.assign(new Error("the connection broke"), { name: "TimeoutError" });
      return answer.give();
    },
    // Within the SDK's own retries.
    { step: "deserialize", priority: "high" },
  );
  return DynamoDBDocumentClient.from(client);
}
