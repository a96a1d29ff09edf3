/** Sessions of the identity provider and the OAuth tokens and grants that a user gave to clients. */
export interface SessionRecord {
  readonly id: string;
  readonly userId: string;
  readonly createdAt: number;
  expiresAt: number;
}

export interface RefreshToken {
  readonly id: string;
  readonly userId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly created: string;
  readonly expiresAt: string;
}

export interface OAuthGrant {
  readonly id: string;
  readonly userId: string;
  readonly clientId: string;
  readonly scopeId: string;
  readonly created: string;
}
