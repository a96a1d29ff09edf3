import type { Notification } from "../ports/notifier.ts";
import type { TenantRecord } from "../tenants/tenant-records.ts";
import { announce } from "./announce.ts";
import type { Deps } from "./deps.ts";

/** What needs an operator: which person, which run, what happened and what to do. No personal data. */
export interface News {
  readonly template: Extract<Notification["template"], "hold" | "run-failed" | "feed-rejected">;
  /** The same news twice is one message. */
  readonly key: string;
  readonly subject: string;
  readonly text: string;
}

/**
 * Tells the tenant's operators, if its config names them. A message that cannot even be written down fails nothing:
 * lists and logs still tell.
 */
export async function tellOperators({ config }: TenantRecord, news: News, deps: Deps): Promise<void> {
  if (config.operators === undefined) return;
  try {
    await announce(config.id, { ...news, to: config.operators }, deps);
  } catch (error) {
    const name = error instanceof Error ? error.name : "unknown";
    deps.log.error("the operators could not be told", { tenantId: config.id, error: name });
  }
}
