import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, it } from "vitest";
import { createKmsDataKeys } from "../../../src/aws/kms-data-keys.ts";

const client = new KMSClient({ region: "eu-west-1" });
const kms = mockClient(client);
const keyArn = "arn:aws:kms:eu-west-1:111122223333:key/k";
const keys = createKmsDataKeys({ client, keyArn });
const context = { tenantId: "t", name: "okta-token" };
const failure = (name: string) => Object.assign(new Error("the vendor's words"), { name, $metadata: {} });
beforeEach(() => kms.reset());

it("makes a 256-bit key bound to its tenant and name", async () => {
  const plain = new Uint8Array(32).fill(1);
  const wrapped = new Uint8Array([2]);
  kms.on(GenerateDataKeyCommand).resolves({ Plaintext: plain, CiphertextBlob: wrapped });
  expect(await keys.generate(context)).toEqual({ plain, wrapped });
  const input = { KeyId: keyArn, KeySpec: "AES_256", EncryptionContext: context };
  expect(kms.commandCalls(GenerateDataKeyCommand)[0]?.args[0].input).toEqual(input);
});

it("unwraps with our key alone, under the context that must be given again", async () => {
  kms.on(DecryptCommand).resolves({ Plaintext: new Uint8Array([1]) });
  const wrapped = new Uint8Array([2]);
  expect(await keys.unwrap(wrapped, context)).toEqual(new Uint8Array([1]));
  const input = { KeyId: keyArn, CiphertextBlob: wrapped, EncryptionContext: context };
  expect(kms.commandCalls(DecryptCommand)[0]?.args[0].input).toEqual(input);
});

it.each(["InvalidCiphertextException", "IncorrectKeyException", "AccessDeniedException"])(
  "says AccessDenied for %s: no retry helps",
  async (name) => {
    kms.on(DecryptCommand).rejects(failure(name));
    await expect(keys.unwrap(new Uint8Array([2]), context)).rejects.toMatchObject({ name: "AccessDenied" });
  },
);

it("says StoreUnavailable when KMS throttles: the same call may succeed later", async () => {
  kms.on(DecryptCommand).rejects(failure("ThrottlingException"));
  await expect(keys.unwrap(new Uint8Array([2]), context)).rejects.toMatchObject({ name: "StoreUnavailable" });
});
