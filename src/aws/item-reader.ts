/** The one read that the ingress makes: an item by its key, strongly consistent, without the SDK. */
import * as z from "zod";
import type { Json } from "../domain/json.ts";
import { epochMsOf } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { masteryErrorOf } from "./aws-errors.ts";
import { isExpired, itemOf } from "./dynamo-item.ts";
import type { JsonApi } from "./json-api.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html, as far as the store writes it. */
type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Readonly<Record<string, AttributeValue>> };

const AttributeValue: z.ZodType<AttributeValue> = z.lazy(() =>
  z.union([
    z.strictObject({ S: z.string() }),
    z.strictObject({ N: z.string() }),
    z.strictObject({ BOOL: z.boolean() }),
    z.strictObject({ NULL: z.literal(true) }),
    z.strictObject({ L: z.array(AttributeValue) }),
    z.strictObject({ M: z.record(z.string(), AttributeValue) }),
  ]),
);

const Answer = z.object({ Item: z.record(z.string(), AttributeValue).optional() });

export function createItemReader(dynamodb: JsonApi, table: string, clock: Pick<Clock, "now">): Pick<ItemStore, "get"> {
  return {
    get: async ({ partition, sort }) => {
      const Key = { partition: { S: partition }, sort: { S: sort } };
      const answer = await dynamodb("GetItem", { TableName: table, Key, ConsistentRead: true }).catch((error) => {
        throw masteryErrorOf(error, "dynamodb");
      });
      const { Item } = Answer.parse(answer);
      if (Item === undefined) return undefined;
      const attributes = Object.fromEntries(Object.entries(Item).map(([name, value]) => [name, plain(value)]));
      return isExpired(attributes, Math.floor(epochMsOf(clock.now()) / 1000)) ? undefined : itemOf(attributes);
    },
  };
}

function plain(value: AttributeValue): Json {
  if ("S" in value) return value.S;
  if ("N" in value) return Number(value.N);
  if ("BOOL" in value) return value.BOOL;
  if ("L" in value) return value.L.map(plain);
  if ("M" in value) return Object.fromEntries(Object.entries(value.M).map(([name, member]) => [name, plain(member)]));
  return null;
}
