import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { AccessDenied } from "../domain/errors.ts";
import type { DataKeys } from "../ports/data-keys.ts";
import { createFile } from "./whole-file.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Data keys wrapped by a key file beside the store: what KMS does in AWS, on a laptop. */
export function createLocalDataKeys(keyFile: string): DataKeys {
  const wrappingKey = readOrMakeKey(keyFile);
  return {
    generate: async (context) => {
      const plain = randomBytes(32);
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", wrappingKey, nonce).setAAD(bytesOf(context));
      const text = Buffer.concat([cipher.update(plain), cipher.final()]);
      return { plain, wrapped: Buffer.concat([nonce, cipher.getAuthTag(), text]) };
    },
    unwrap: async (wrapped, context) => {
      const nonce = wrapped.subarray(0, NONCE_BYTES);
      const tag = wrapped.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
      const text = wrapped.subarray(NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv("aes-256-gcm", wrappingKey, nonce).setAAD(bytesOf(context)).setAuthTag(tag);
      try {
        return Buffer.concat([decipher.update(text), decipher.final()]);
      } catch (error) {
        throw new AccessDenied("a secret cannot be opened: the key file or its context differs", {}, { cause: error });
      }
    },
  };
}

function bytesOf(context: Readonly<Record<string, string>>): Buffer {
  return Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))));
}

function readOrMakeKey(keyFile: string): Buffer {
  if (!existsSync(keyFile)) createFile(keyFile, randomBytes(32));
  return readFileSync(keyFile);
}
