import * as z from "zod";

/** The unique alias from a provider's immutable id, or from a login that we took, to our person key. */
export const PersonLink = z.strictObject({ schemaVersion: z.literal(1), personKey: z.string() });
export type PersonLink = z.infer<typeof PersonLink>;
