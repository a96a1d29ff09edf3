import type { EventHooks } from "./event-hooks.ts";

/** What an org says of itself to anybody. */
export interface OrgIdentity {
  /** Its hosts, the one that it was founded with first. */
  readonly hosts: readonly string[];
  /** The provider's generation of the org, where it says so. */
  readonly engine?: string;
  /** The org's clock less ours; undefined when it does not tell its time. */
  readonly clockSkewMs?: number;
}

/** A bucket of the org's rate limits as one of our reads has met it. */
export interface RateLimit {
  readonly perMinute: number;
  readonly remaining: number;
}

/** One harmless read that stands for what operations of ours need. */
export interface Probe {
  readonly name: string;
  readonly request: string;
}

/** A rule of the org that fills groups. */
export interface OrgGroupRule {
  readonly name: string;
  readonly status: string;
  readonly targetGroupIds: readonly string[];
}

/**
 * What an operator asks of an org before relying on it. Reads only, but for its event hooks.
 * Errors: those of the directory's reads.
 */
export interface OrgInspector {
  readonly credential:
    | { readonly kind: "token" }
    | { readonly kind: "oauth"; readonly clientId: string; readonly scopes: readonly string[] };
  /** The scopes that our operations need, each with the operations; a `manage` covers its `read`. */
  readonly neededScopes: ReadonlyMap<string, readonly string[]>;
  readonly probes: readonly Probe[];
  readonly hooks: EventHooks;
  /** Asked without credentials. @throws InvalidInput when what answers is no such org. */
  identify(): Promise<OrgIdentity>;
  /** @throws AccessDenied with the provider's code when this scope, asked for alone, is not granted. */
  requestScope(scope: string): Promise<void>;
  /** Undefined where the org does not tell its limits. */
  probe(name: string): Promise<RateLimit | undefined>;
  /** Admin roles of the token's owner or of the app. */
  ownRoles(): Promise<readonly string[]>;
  /** Names of the attributes of the org's user profile. */
  userAttributes(): Promise<readonly string[]>;
  groupRules(): Promise<readonly OrgGroupRule[]>;
  /** Id of the API token that sent this request, from the org's log; undefined when that does not say. */
  tokenIdOf(requestId: string): Promise<string | undefined>;
}
