/** Source of randomness as a port. */
export interface Ids {
  /** A new random person key: `p-` and 26 characters of Crockford's base 32, lower case. */
  personKey(): string;
  /** Lower-case hexadecimal text of `bytes` random bytes. */
  hex(bytes: number): string;
  uuid(): string;
}
