/** Plain JSON, which is all that profiles and snapshots hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A user's or group's attributes. */
export type Profile = Record<string, Json>;
