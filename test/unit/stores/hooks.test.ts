import { expect, it, vi } from "vitest";
import type { Instant } from "../../../src/domain/time.ts";
import { openSqliteItemStore } from "../../../src/local/sqlite-item-store.ts";
import { type HookRecord, hookWrite, readHook, secretMatches } from "../../../src/stores/hooks.ts";

const compared: [number, number][] = [];
vi.mock("node:crypto", async (original) => {
  const crypto = await original<typeof import("node:crypto")>();
  const timingSafeEqual: typeof crypto.timingSafeEqual = (a, b) => {
    compared.push([a.byteLength, b.byteLength]);
    return crypto.timingSafeEqual(a, b);
  };
  return { ...crypto, timingSafeEqual };
});

const HOOK_ID = "acme.0123456789abcdef0123456789abcdef";
const SECRET = "s3cret";

async function known(): Promise<HookRecord> {
  const store = openSqliteItemStore({ path: ":memory:", now: () => "2026-03-02T09:00:00.000Z" as Instant });
  const hook = { tenantId: "acme", hookId: HOOK_ID, secret: SECRET, ownActors: [] };
  await store.transact([await hookWrite(store, hook)]);
  return (await readHook(store, HOOK_ID))!;
}

it("compares two digests of the same length whatever was given, for an unknown hook as well", async () => {
  const hook = await known();
  compared.length = 0;
  const given = ["", SECRET, "s3cre", "s".repeat(100_000), "\u{1F511}"];
  const answers = given.map((secret) => [secretMatches(hook, secret), secretMatches(undefined, secret)]);
  expect(answers).toEqual(given.map((secret) => [secret === SECRET, false]));
  expect(compared).toEqual(Array(given.length * 2).fill([32, 32]));
});

it("never matches an unknown hook, not even with the text that stands for its secret", () => {
  for (const secret of ["no hook", "no salt", "no salt either"]) expect(secretMatches(undefined, secret)).toBe(false);
});

it("keeps neither the secret nor a digest that two hooks share", async () => {
  const [one, other] = [await known(), await known()];
  expect(JSON.stringify(one)).not.toContain(SECRET);
  expect(one.secretHash).not.toBe(other.secretHash);
});

it.each(["", "acme", "acme.", `Acme.${"0".repeat(32)}`, `acme.${"0".repeat(31)}`, `acme.${"0".repeat(32)}#X`])(
  "takes %j for no hook's id",
  async (hookId) => {
    const store = openSqliteItemStore({ path: ":memory:", now: () => "2026-03-02T09:00:00.000Z" as Instant });
    expect(await readHook(store, hookId)).toBeUndefined();
  },
);
