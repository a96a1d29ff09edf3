import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import * as z from "zod";
import { InvalidInput } from "../domain/errors.ts";

const Secrets = z.record(z.string(), z.union([z.string().min(1), z.record(z.string(), z.string().min(1))]));
export type Secrets = z.infer<typeof Secrets>;

/**
 * Reads a JSON file of name to value, or of tenant to name to value.
 * @throws InvalidInput when others may read the file, or it has another shape. No value is ever in the message.
 */
export function readSecretsFile(path: string): Secrets {
  const text = readPrivately(path);
  const parsed = Secrets.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new InvalidInput(`${path} is not a JSON object of secret name to value, or of tenant id to such an object`);
}

/** The secrets for one tenant: those under its id, or the plain ones when this is the only tenant. */
export function secretsFor(secrets: Secrets, tenantId: string, isOnly: boolean): Record<string, string> {
  const own = secrets[tenantId];
  if (typeof own === "object") return own;
  const plain = Object.entries(secrets).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  if (plain.length > 0 && !isOnly)
    throw new InvalidInput(
      "with several tenants, the secrets file must say whose a secret is: {TENANT: {NAME: VALUE}}",
    );
  return Object.fromEntries(plain);
}

function readPrivately(path: string): string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, "r");
    // Windows has no such bits; there the folder's rights protect the file.
    if (process.platform !== "win32" && (fstatSync(descriptor).mode & 0o077) !== 0)
      throw new InvalidInput(`others may read ${path}; run \`chmod 600\` on it first`);
    return readFileSync(descriptor, "utf8");
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new InvalidInput(`${path} cannot be read (${String(error.code)})`);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
