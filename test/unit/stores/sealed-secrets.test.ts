import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { JsonObject } from "../../../src/domain/json.ts";
import type { Instant } from "../../../src/domain/time.ts";
import { createLocalDataKeys } from "../../../src/local/local-data-keys.ts";
import { openSqliteItemStore } from "../../../src/local/sqlite-item-store.ts";
import type { ItemStore } from "../../../src/ports/item-store.ts";
import { keys } from "../../../src/stores/keys.ts";
import { createSealedSecrets } from "../../../src/stores/sealed-secrets.ts";

const VALUE = "00TheTokenThatNobodyElseMayRead";
let dir: string;
let store: ItemStore;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "mastery-secrets-"));
  store = openSqliteItemStore({ path: ":memory:", now: () => "2026-03-02T09:00:00.000Z" as Instant });
});
afterEach(() => rmSync(dir, { recursive: true }));

const secrets = (keyFile = "data.key") => createSealedSecrets(store, createLocalDataKeys(join(dir, keyFile)));

/** Puts what is stored for acme's "token" under another tenant or name, changed or not. */
async function transplant(tenantId: string, name: string, change: (sealed: JsonObject) => JsonObject = (same) => same) {
  const item = (await store.get(keys.secret("acme", "token")))!;
  const key = keys.secret(tenantId, name);
  const before = await store.get(key);
  const when = before ? { version: before.version } : ("absent" as const);
  await store.transact([{ kind: "put", key, content: { value: change(item.value) }, when }]);
}

it("gives a secret back to its own tenant and name, after a replacement the newest, and nothing once removed", async () => {
  await secrets().write("acme", "token", "old");
  await secrets().write("acme", "token", VALUE);
  expect(await secrets().read("acme", "token")).toBe(VALUE);
  expect(await secrets().read("zenith", "token")).toBeUndefined();
  await secrets().remove("acme", "token");
  expect(await secrets().read("acme", "token")).toBeUndefined();
});

it("stores nothing that shows the secret, and never the same twice", async () => {
  await secrets().write("acme", "token", VALUE);
  const first = JSON.stringify((await store.get(keys.secret("acme", "token")))?.value);
  await secrets().write("acme", "token", VALUE);
  const second = JSON.stringify((await store.get(keys.secret("acme", "token")))?.value);
  for (const form of [VALUE, Buffer.from(VALUE).toString("base64"), Buffer.from(VALUE).toString("hex")])
    expect(first).not.toContain(form);
  expect(second).not.toBe(first);
});

it.each([
  ["zenith", "token"],
  ["acme", "other"],
])("does not open what was moved to tenant %s, name %s", async (tenantId, name) => {
  await secrets().write("acme", "token", VALUE);
  await transplant(tenantId, name);
  await expect(secrets().read(tenantId, name)).rejects.toMatchObject({ name: "AccessDenied" });
});

it("does not open with another key file", async () => {
  await secrets().write("acme", "token", VALUE);
  await expect(secrets("other.key").read("acme", "token")).rejects.toMatchObject({ name: "AccessDenied" });
});

it.each(["text", "tag", "nonce", "wrappedKey"])("does not open when the stored %s was changed", async (member) => {
  await secrets().write("acme", "token", VALUE);
  await transplant("acme", "token", (sealed) => {
    const bytes = Buffer.from(String(sealed[member]), "base64");
    bytes[0] = bytes[0]! ^ 1;
    return { ...sealed, [member]: bytes.toString("base64") };
  });
  const failed = await secrets()
    .read("acme", "token")
    .catch((error: Error) => error);
  expect(failed).toMatchObject({ name: "AccessDenied" });
  expect(String(failed)).not.toContain(VALUE);
});

it("does not open with a shortened tag, which would be easier to forge", async () => {
  await secrets().write("acme", "token", VALUE);
  await transplant("acme", "token", (sealed) => {
    const tag = Buffer.from(String(sealed["tag"]), "base64").subarray(0, 4).toString("base64");
    return { ...sealed, tag };
  });
  await expect(secrets().read("acme", "token")).rejects.toMatchObject({ name: "AccessDenied" });
});
