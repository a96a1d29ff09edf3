import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import * as z from "zod";
import { AccessDenied } from "../domain/errors.ts";
import type { DataKeys } from "../ports/data-keys.ts";
import type { ItemStore } from "../ports/item-store.ts";
import type { SecretStore } from "../ports/secret-store.ts";
import { commit } from "./commit.ts";
import { keys } from "./keys.ts";
import { putRecord, readRecord } from "./record.ts";

const Sealed = z.strictObject({
  schemaVersion: z.literal(1),
  wrappedKey: z.base64(),
  nonce: z.base64(),
  tag: z.base64(),
  text: z.base64(),
});
type Sealed = z.infer<typeof Sealed>;

const TAG_BYTES = 16;
const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
const decode = (text: string): Buffer => Buffer.from(text, "base64");

/** Secrets sealed with AES-256-GCM under a data key each, in the tenant's partition of the store. */
export function createSealedSecrets(store: ItemStore, dataKeys: DataKeys): SecretStore {
  return {
    read: async (tenantId, name) => {
      const read = await readRecord(store, keys.secret(tenantId, name), Sealed);
      return read && open(read.value, dataKeys, { tenantId, name });
    },
    write: async (tenantId, name, value) => {
      const sealed = await seal(value, dataKeys, { tenantId, name });
      await commit<void>(store, async () => {
        const read = await readRecord(store, keys.secret(tenantId, name), Sealed);
        return { writes: [putRecord(keys.secret(tenantId, name), sealed, read)], result: undefined };
      });
    },
    remove: (tenantId, name) =>
      commit<void>(store, async () => {
        const key = keys.secret(tenantId, name);
        const read = await readRecord(store, key, Sealed);
        if (!read) return { writes: [], result: undefined };
        return { writes: [{ kind: "delete", key, when: { version: read.version } }], result: undefined };
      }),
  };
}

type Context = { readonly tenantId: string; readonly name: string };

async function seal(value: string, dataKeys: DataKeys, context: Context): Promise<Sealed> {
  const { plain, wrapped } = await dataKeys.generate(context);
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", plain, nonce);
  const text = Buffer.concat([cipher.update(value, "utf8"), cipher.final()]);
  return {
    schemaVersion: 1,
    wrappedKey: encode(wrapped),
    nonce: encode(nonce),
    tag: encode(cipher.getAuthTag()),
    text: encode(text),
  };
}

async function open(sealed: Sealed, dataKeys: DataKeys, context: Context): Promise<string> {
  const plain = await dataKeys.unwrap(decode(sealed.wrappedKey), context);
  try {
    const options = { authTagLength: TAG_BYTES }; // a shorter tag would be easier to forge
    const decipher = createDecipheriv("aes-256-gcm", plain, decode(sealed.nonce), options);
    decipher.setAuthTag(decode(sealed.tag));
    return Buffer.concat([decipher.update(decode(sealed.text)), decipher.final()]).toString("utf8");
  } catch (error) {
    throw new AccessDenied("a secret cannot be opened: what is stored was changed", {}, { cause: error });
  }
}
