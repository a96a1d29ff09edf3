import { InvalidInput } from "../domain/errors.ts";
import type { JsonObject } from "../domain/json.ts";
import type { Instant } from "../domain/time.ts";
import { forTenant } from "../stores/tenant-store.ts";
import type { ParsedInputOf } from "./contract.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { readConfigHistory } from "./tenant-config-history.ts";
import { holdsAnything, itemsOf, kindOf, readPartitions } from "./tenant-data.ts";

/** One stored record, as it lies in the store. */
export interface ExportedRecord {
  /** What it is, in the plural: the name of its file. */
  readonly kind: string;
  readonly partition: string;
  readonly sort: string;
  readonly version: number;
  readonly expiresAt?: number;
  readonly value: JsonObject;
}

/** A part of an export; `next` asks for the following one. */
export interface ExportPage {
  readonly tenantId: string;
  readonly at: Instant;
  readonly records: readonly ExportedRecord[];
  /** What the store holds and an export leaves out: hooks have a hash of their secret, secrets are told to nobody. */
  readonly withheld: { readonly hooks: number; readonly secrets: readonly string[] };
  readonly next?: string;
}

/** Reads a part of everything that is stored of a tenant, secrets left out. @throws InvalidInput when there is nothing. */
export async function exportTenant(
  { tenantId, after }: ParsedInputOf<"tenant.export">,
  deps: OperatorDeps,
): Promise<ExportPage> {
  const store = forTenant(deps.store, tenantId);
  if (after === undefined && !(await holdsAnything(store, tenantId))) throw unknownTenant(tenantId);
  const page = await readPartitions(store, tenantId, after);
  const items = (await Promise.all(page.partitions.map((partition) => itemsOf(store, partition)))).flat();
  const { hookIds, secretNames } = await readConfigHistory(store, tenantId);
  return {
    tenantId,
    at: deps.clock.now(),
    records: items.map(({ partition, sort, version, expiresAt, value }) => ({
      kind: kindOf(tenantId, { partition, sort }),
      partition,
      sort,
      version,
      ...(expiresAt === undefined ? {} : { expiresAt }),
      value,
    })),
    withheld: { hooks: hookIds.length, secrets: secretNames },
    ...(page.next === undefined ? {} : { next: page.next }),
  };
}

/** Neither its config nor anything else is stored. */
export function unknownTenant(tenantId: string): InvalidInput {
  return new InvalidInput(`there is no tenant ${tenantId}, and no data of one; see \`mastery tenant list\``);
}
