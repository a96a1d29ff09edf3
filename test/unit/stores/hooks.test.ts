import { expect, it, vi } from "vitest";
import { addMs, type Instant } from "../../../src/domain/time.ts";
import { openSqliteItemStore } from "../../../src/local/sqlite-item-store.ts";
import {
  changeHook,
  type HookRecord,
  hookWrite,
  mayComeFrom,
  readHook,
  secretMatches,
} from "../../../src/stores/hooks.ts";

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
const NOW = "2026-03-02T09:00:00.000Z" as Instant;
const DAY_MS = 86_400_000;

const openStore = () => openSqliteItemStore({ path: ":memory:", now: () => NOW });
type Hook = Parameters<typeof hookWrite>[1];

async function give(store: ReturnType<typeof openStore>, more: Partial<Hook> = {}): Promise<HookRecord> {
  const hook = { tenantId: "acme", hookId: HOOK_ID, secret: SECRET, ownActors: [], now: NOW, ...more };
  await store.transact([await hookWrite(store, hook)]);
  return (await readHook(store, HOOK_ID))!;
}

const known = (): Promise<HookRecord> => give(openStore());

it("compares two digests of the same length whatever was given, for an unknown hook as well", async () => {
  const hook = await known();
  compared.length = 0;
  const given = ["", SECRET, "s3cre", "s".repeat(100_000), "\u{1F511}"];
  const answers = given.map((secret) => [secretMatches(hook, secret, NOW), secretMatches(undefined, secret, NOW)]);
  expect(answers).toEqual(given.map((secret) => [secret === SECRET ? "current" : undefined, undefined]));
  expect(compared).toEqual(Array(given.length * 4).fill([32, 32]));
});

it("compares as often for a hook with two secrets as for one that is unknown", async () => {
  const store = openStore();
  await give(store);
  const changing = await give(store, { secret: "n3w" });
  const costs = [undefined, changing].flatMap((hook) =>
    ["n3w", SECRET, "wrong"].map((secret) => {
      compared.length = 0;
      secretMatches(hook, secret, NOW);
      return compared.length;
    }),
  );
  expect(new Set(costs)).toEqual(new Set([2]));
});

it("takes the old secret beside the new one until it is limited, and then until that time", async () => {
  const store = openStore();
  await give(store);
  const hook = await give(store, { secret: "n3w" });
  expect(secretMatches(hook, "n3w", NOW)).toBe("current");
  expect(secretMatches(hook, SECRET, addMs(NOW, 90 * DAY_MS))).toBe("previous");
  const limited = { ...hook, previous: { ...hook.previous!, until: addMs(NOW, DAY_MS) } };
  expect(secretMatches(limited, SECRET, addMs(NOW, DAY_MS - 1))).toBe("previous");
  expect(secretMatches(limited, SECRET, addMs(NOW, DAY_MS))).toBeUndefined();
  expect(secretMatches(limited, "n3w", addMs(NOW, DAY_MS))).toBe("current");
});

it("puts the secret in force behind a new one once the change-over before has ended", async () => {
  const store = openStore();
  await give(store);
  await give(store, { secret: "n3w" });
  await changeHook(store, { tenantId: "acme", hookId: HOOK_ID }, (hook) => ({
    ...hook,
    previous: { ...hook.previous!, until: addMs(NOW, DAY_MS) },
  }));
  const hook = await give(store, { secret: "newest" });
  expect(["newest", "n3w", SECRET].map((secret) => secretMatches(hook, secret, NOW))).toEqual([
    "current",
    "previous",
    undefined,
  ]);
});

it("keeps what Okta may still hold when a change-over is corrected before it has ended", async () => {
  const store = openStore();
  await give(store);
  await give(store, { secret: "typo" });
  const hook = await give(store, { secret: "n3w" });
  expect(["n3w", SECRET, "typo"].map((secret) => secretMatches(hook, secret, NOW))).toEqual([
    "current",
    "previous",
    undefined,
  ]);
});

it("changes nothing when the same secret is given again", async () => {
  const store = openStore();
  const once = await give(store);
  expect(await give(store, { now: addMs(NOW, DAY_MS) })).toEqual(once);
});

it("keeps what was learned about the org for as long as it is the same org", async () => {
  const store = openStore();
  await give(store, { orgHost: "id.acme.example" });
  const learned = { orgAliases: ["acme.okta.com"], learnedActors: ["00Tself"] };
  await changeHook(store, { tenantId: "acme", hookId: HOOK_ID }, (hook) => ({ ...hook, ...learned }));
  expect(await give(store, { orgHost: "id.acme.example" })).toMatchObject(learned);
  expect(await give(store, { orgHost: "other.okta.com" })).not.toHaveProperty("orgAliases");
});

it("takes deliveries of its own org alone, under any of its names", async () => {
  const hook = { ...(await known()), orgHost: "id.acme.example", orgAliases: ["acme.okta.com"] };
  const own = ["https://id.acme.example/api/v1/eventHooks/who1", "https://ACME.okta.com/x", undefined, null, ""];
  expect(own.map((source) => mayComeFrom(hook, source))).toEqual(own.map(() => true));
  const foreign = [
    "https://evil.okta.com/",
    "https://acme.okta.com.evil.example",
    "acme.okta.com",
    "https://acme.okta.com:8443",
  ];
  expect(foreign.map((source) => mayComeFrom(hook, source))).toEqual(foreign.map(() => false));
});

it("never matches an unknown hook, not even with the text that stands for its secret", () => {
  for (const secret of ["no hook", "no salt", "no salt either"])
    expect(secretMatches(undefined, secret, NOW)).toBeUndefined();
});

it("keeps neither the secret nor a digest that two hooks share", async () => {
  const [one, other] = [await known(), await known()];
  expect(JSON.stringify(one)).not.toContain(SECRET);
  expect(one.secretHash).not.toBe(other.secretHash);
});

it.each(["", "acme", "acme.", `Acme.${"0".repeat(32)}`, `acme.${"0".repeat(31)}`, `acme.${"0".repeat(32)}#X`])(
  "takes %j for no hook's id",
  async (hookId) => {
    const store = openStore();
    let reads = 0;
    const get: typeof store.get = (key) => {
      reads += 1;
      return store.get(key);
    };
    const counting = { ...store, get };
    expect(await readHook(counting, hookId)).toBeUndefined();
    expect(reads).toBe(1);
  },
);
