/**
 * The service app's private key, checked before the SDK sees it: the SDK signs DPoP proofs with RSA alone, and prints
 * what it cannot parse to the console.
 */
import { createPrivateKey, type KeyObject } from "node:crypto";
import { AccessDenied } from "../../domain/errors.ts";
import { jsonOf } from "./errors.ts";

/** The key as JWK text. A `keyId` of the configuration goes before the one that the key names itself. */
export function signingKeyOf(text: string, keyId?: string): string {
  const given = jsonOf(text) as { kid?: unknown } | undefined;
  const key = parseKey(given ?? text);
  if (key?.asymmetricKeyType !== "rsa")
    throw new AccessDenied("the service app's private key is no RSA key in JWK or PEM form", { provider: "okta" });
  const kid = keyId ?? given?.kid;
  return JSON.stringify({ ...key.export({ format: "jwk" }), ...(typeof kid === "string" ? { kid } : {}) });
}

function parseKey(given: unknown): KeyObject | undefined {
  try {
    return typeof given === "string"
      ? createPrivateKey(given)
      : createPrivateKey({ key: given as Record<string, string>, format: "jwk" });
  } catch {
    return undefined;
  }
}
