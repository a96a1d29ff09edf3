/** Data keys wrapped by the region's KMS key; the encryption context names the tenant and shows in CloudTrail. */
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { AccessDenied, StoreUnavailable } from "../domain/errors.ts";
import type { DataKeys } from "../ports/data-keys.ts";
import { failureOf, masteryErrorOf } from "./aws-errors.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html#API_Decrypt_Errors */
const NOT_OURS = new Set(["InvalidCiphertextException", "IncorrectKeyException", "NotFoundException"]);

export interface KmsDataKeysOptions {
  readonly client: KMSClient;
  readonly keyArn: string;
}

export function createKmsDataKeys({ client, keyArn }: KmsDataKeysOptions): DataKeys {
  return {
    generate: async (context) => {
      const command = new GenerateDataKeyCommand({ KeyId: keyArn, KeySpec: "AES_256", EncryptionContext: context });
      const { Plaintext, CiphertextBlob } = await client.send(command).catch(rethrow);
      return { plain: present(Plaintext), wrapped: present(CiphertextBlob) };
    },
    unwrap: async (wrapped, context) => {
      const command = new DecryptCommand({ KeyId: keyArn, CiphertextBlob: wrapped, EncryptionContext: context });
      const { Plaintext } = await client.send(command).catch(rethrow);
      return present(Plaintext);
    },
  };
}

function rethrow(error: unknown): never {
  const { name } = failureOf(error);
  if (!NOT_OURS.has(name)) throw masteryErrorOf(error, "kms");
  const evidence = { provider: "kms", providerCode: name };
  throw new AccessDenied("a secret cannot be opened: its key or its context differs", evidence, { cause: error });
}

function present(bytes: Uint8Array | undefined): Uint8Array {
  if (bytes === undefined) throw new StoreUnavailable("kms answered without a key", { provider: "kms" });
  return bytes;
}
