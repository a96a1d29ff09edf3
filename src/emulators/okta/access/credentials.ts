/** What a client of the management API can authenticate with. */
import type { JsonWebKey } from "node:crypto";

/** An SSWS token; it acts as the admin who made it. */
export interface ApiToken {
  readonly id: string;
  readonly token: string;
  readonly name: string;
  readonly userId: string;
}

/** An OAuth service app that authenticates with `private_key_jwt`. */
export interface ServiceClient {
  readonly clientId: string;
  readonly label: string;
  readonly keys: readonly JsonWebKey[];
  /** The Okta API scopes granted to the app. */
  readonly scopes: readonly string[];
  /** Standard admin roles assigned to the app; a super administrator where nothing is said. */
  readonly roles?: readonly string[] | undefined;
}

export interface AccessToken {
  readonly token: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
}
