import { type FeedImport, listImports } from "../stores/imports.ts";
import { forTenant } from "../stores/tenant-store.ts";
import type { ParsedInputOf } from "./contract.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { tenantsOf } from "./tenants-of.ts";

export interface FeedList {
  readonly imports: readonly FeedImport[];
}

/** The HR files of one tenant or all: rejected ones first, then the newest. */
export async function listFeeds(input: ParsedInputOf<"feed.list">, deps: OperatorDeps): Promise<FeedList> {
  const imports: FeedImport[] = [];
  for (const { config } of await tenantsOf(input.tenantId, deps)) {
    let count = 0;
    for await (const record of listImports(forTenant(deps.store, config.id), config.id)) {
      imports.push(record);
      count += 1;
      if (count >= input.limit) break;
    }
  }
  const isRejected = ({ status }: FeedImport): number => Number(status === "rejected");
  return {
    imports: imports
      .toSorted((a, b) => isRejected(b) - isRejected(a) || (a.startedAt < b.startedAt ? 1 : -1))
      .slice(0, input.limit),
  };
}
