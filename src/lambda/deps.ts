import type { Clock } from "../ports/clock.ts";
import type { Directory } from "../ports/directory.ts";
import type { Executions } from "../ports/executions.ts";
import type { FeedSource } from "../ports/feed-source.ts";
import type { Ids } from "../ports/ids.ts";
import type { ItemStore } from "../ports/item-store.ts";
import type { Log } from "../ports/log.ts";
import type { Notifier } from "../ports/notifier.ts";
import type { Queue } from "../ports/queue.ts";
import type { SecretStore } from "../ports/secret-store.ts";
import type { TenantConfig } from "../tenants/tenant-config.ts";

/** How a tenant's HR feed is read. */
export type FeedConfig = NonNullable<NonNullable<TenantConfig["hr"]>["feed"]>;

/** What the hook's ingress may use: it must answer within Okta's 3 s and loads no directory. */
export interface IngressDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Pick<ItemStore, "get">;
  readonly intake: Queue;
}

/** What every other function may use. */
export interface Deps extends IngressDeps {
  readonly store: ItemStore;
  readonly ids: Ids;
  readonly assessments: Queue;
  readonly executions: Executions;
  directory(tenant: TenantConfig): Promise<Directory>;
  notifier(tenantId: string): Notifier;
  /** The tenant's HR feed over one file of it. */
  feedOfFile(config: FeedConfig, bytes: Buffer): FeedSource;
  readonly secrets: SecretStore;
  /** The address of one of our own pages, for a link in a message. */
  readonly pageUrl: (path: `/${string}`) => string;
}
