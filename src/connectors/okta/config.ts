/** What a tenant says about its Okta org. Pure, so that validating a tenant's file loads no client. */
import * as z from "zod";

/**
 * What the service app asks for unless the tenant lists its own. Okta's `manage` scopes include `read`.
 * https://developer.okta.com/docs/api/oauth2/
 */
export const DEFAULT_SCOPES = [
  "okta.users.manage",
  "okta.groups.manage",
  "okta.roles.manage",
  "okta.apps.read",
  "okta.logs.read",
] as const;

/** Asked for only where user types are read: Okta refuses a token request whole if one of its scopes is not granted. */
export const USER_TYPE_SCOPES = ["okta.users.manage", "okta.userTypes.read", "okta.schemas.read"] as const;

/** Stands for the address of the Okta emulator; the local runtime puts the real address in its place. */
export const EMULATOR = "emulator";

export const SecretReference = z.strictObject({
  secret: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/, { error: "is not the name of a secret" }),
});

const OrgUrl = z.string().superRefine((text, context) => {
  const problem = text === EMULATOR ? undefined : problemOf(text);
  if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
});

const Auth = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("oauth"),
    clientId: z.string().min(1),
    /** An RSA key as JWK or PEM. */
    privateKey: SecretReference,
    keyId: z.string().min(1).optional(),
    scopes: z
      .array(z.string().regex(/^okta\.[A-Za-z.]+$/, { error: "is not an Okta API scope" }))
      .min(1)
      .default([...DEFAULT_SCOPES]),
  }),
  z.strictObject({ type: z.literal("token"), token: SecretReference }),
]);

/** Settings of the Okta connector; secrets are named, never held. */
export const OktaConfig = z.strictObject({
  orgUrl: OrgUrl,
  auth: Auth,
  /** The event hook that Okta calls: the id in its address, and the secret in its authorization header. */
  hook: z.strictObject({ id: z.string().min(1), secret: SecretReference }).optional(),
});
export type OktaConfig = z.infer<typeof OktaConfig>;

/** True when the address never leaves this machine. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

function problemOf(text: string): string | undefined {
  if (!URL.canParse(text)) return "must be the org's address, such as https://acme.okta.com";
  const url = new URL(text);
  const isSafe = url.protocol === "https:" || (url.protocol === "http:" && isLoopback(text));
  if (!isSafe) return "must begin with https://";
  if (/-admin\.(?:okta|oktapreview|okta-emea)\.com$/.test(url.hostname))
    return "is the address of the admin console; the org's own has no -admin";
  const more = url.search + url.hash + url.username + url.password;
  return more === "" ? undefined : "must hold neither user, query nor fragment";
}
