/** What every ItemStore must do. Each adapter's test file calls `itemStoreContract` with a way to open it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InvalidInput } from "../../src/domain/errors.ts";
import type { JsonObject } from "../../src/domain/json.ts";
import type { Item, ItemKey, ItemStore, Page, Range, Write } from "../../src/ports/item-store.ts";
import { MAX_ITEM_BYTES } from "../../src/ports/item-store.ts";
import { type ChildStore, race } from "./race.ts";

export interface ItemStoreUnderTest {
  readonly store: ItemStore;
  /** On the same data: every commit is stored, then its answer is lost. */
  readonly losingAnswers: ItemStore;
  /** Sets the clock of `store`, in seconds since 1970. */
  setSeconds(seconds: number): void;
  /** How a child process opens the same data. */
  readonly child: ChildStore;
  close(): Promise<void>;
}

/** Far in the future, so that a real table's own expiry never interferes. */
const NOW = 2_208_988_800;
let partitions = 0;
const freshPartition = (): string => `TENANT#contract#${process.pid}-${Date.now()}-${partitions++}`;

const put = (key: ItemKey, value: JsonObject, when: Write["when"] = "absent"): Write => ({
  kind: "put",
  key,
  content: { value },
  when,
});
const COMMITTED = { outcome: "committed" };

export function itemStoreContract(name: string, open: () => Promise<ItemStoreUnderTest>): void {
  describe(`ItemStore on ${name}`, () => {
    let under: ItemStoreUnderTest;
    let store: ItemStore;
    beforeAll(async () => {
      under = await open();
      store = under.store;
      under.setSeconds(NOW);
    });
    afterAll(() => under?.close());
    const subject = (): ItemStoreUnderTest => under;

    conditions(() => store);
    limits(() => store);
    values(() => store);
    undefinedMembers(() => store);
    ranges(() => store);
    indexes(() => store);
    expiry(subject);
    lostAnswers(subject);
    races(subject);
  });
}

function conditions(storeOf: () => ItemStore): void {
  describe("conditions and versions", () => {
    test("a first put has version 1 and each put after has one more", async () => {
      const store = storeOf();
      const key = { partition: freshPartition(), sort: "a" };
      expect(await store.transact([put(key, { n: 1 })])).toEqual(COMMITTED);
      expect(await store.get(key)).toEqual({ ...key, version: 1, value: { n: 1 } });
      expect(await store.transact([put(key, { n: 2 }, { version: 1 })])).toEqual(COMMITTED);
      expect(await store.transact([put(key, { n: 3 }, { version: 2 })])).toEqual(COMMITTED);
      expect(await store.get(key)).toEqual({ ...key, version: 3, value: { n: 3 } });
    });

    test("a deleted and recreated item starts at version 1 again", async () => {
      const store = storeOf();
      const key = { partition: freshPartition(), sort: "a" };
      await store.transact([put(key, {})]);
      await store.transact([put(key, {}, { version: 1 })]);
      expect(await store.transact([{ kind: "delete", key, when: { version: 2 } }])).toEqual(COMMITTED);
      expect(await store.get(key)).toBeUndefined();
      await store.transact([put(key, {})]);
      expect((await store.get(key))?.version).toBe(1);
    });

    test("gives undefined for an item that was never put", async () => {
      expect(await storeOf().get({ partition: freshPartition(), sort: "none" })).toBeUndefined();
    });

    test.each<[string, (key: ItemKey) => Write]>([
      ["a put of an absent item", (key) => put(key, { n: 9 })],
      ["a put with an older version", (key) => put(key, { n: 9 }, { version: 1 })],
      ["a put with a newer version", (key) => put(key, { n: 9 }, { version: 3 })],
      ["a delete with an older version", (key) => ({ kind: "delete", key, when: { version: 1 } })],
      ["a check for an older version", (key) => ({ kind: "check", key, when: { version: 1 } })],
      ["a check that it is absent", (key) => ({ kind: "check", key, when: "absent" })],
    ])("refuses %s when the item has version 2", async (_, write) => {
      const store = storeOf();
      const key = { partition: freshPartition(), sort: "a" };
      await store.transact([put(key, { n: 1 })]);
      await store.transact([put(key, { n: 2 }, { version: 1 })]);
      expect(await store.transact([write(key)])).toEqual({ outcome: "condition-failed", failed: [0] });
      expect(await store.get(key)).toEqual({ ...key, version: 2, value: { n: 2 } });
    });

    test.each<[string, (key: ItemKey) => Write]>([
      ["a put with a version", (key) => put(key, {}, { version: 1 })],
      ["a delete", (key) => ({ kind: "delete", key, when: { version: 1 } })],
      ["a check for a version", (key) => ({ kind: "check", key, when: { version: 1 } })],
    ])("refuses %s when there is no item", async (_, write) => {
      const key = { partition: freshPartition(), sort: "a" };
      expect(await storeOf().transact([write(key)])).toEqual({ outcome: "condition-failed", failed: [0] });
      expect(await storeOf().get(key)).toBeUndefined();
    });

    test("a check that holds lets the rest happen and changes nothing itself", async () => {
      const store = storeOf();
      const partition = freshPartition();
      await store.transact([put({ partition, sort: "guard" }, { n: 1 })]);
      const writes: Write[] = [
        { kind: "check", key: { partition, sort: "guard" }, when: { version: 1 } },
        { kind: "check", key: { partition, sort: "free" }, when: "absent" },
        put({ partition, sort: "new" }, { n: 2 }),
      ];
      expect(await store.transact(writes)).toEqual(COMMITTED);
      expect((await store.query(partition)).items.map((item) => [item.sort, item.version])).toEqual([
        ["guard", 1],
        ["new", 1],
      ]);
    });

    test("names every position whose condition failed and does none of the writes", async () => {
      const store = storeOf();
      const partition = freshPartition();
      const at = (sort: string): ItemKey => ({ partition, sort });
      await store.transact([put(at("b"), { n: 1 }), put(at("d"), { n: 1 })]);
      const result = await store.transact([
        put(at("a"), {}),
        put(at("b"), {}),
        put(at("c"), {}),
        { kind: "delete", key: at("d"), when: { version: 7 } },
        { kind: "check", key: at("e"), when: { version: 1 } },
      ]);
      expect(result).toEqual({ outcome: "condition-failed", failed: [1, 3, 4] });
      expect((await store.query(partition)).items.map((item) => item.sort)).toEqual(["b", "d"]);
    });

    test("a transaction may span partitions and tenants", async () => {
      const store = storeOf();
      const [one, two] = [freshPartition(), freshPartition()];
      await store.transact([put({ partition: one, sort: "x" }, {}), put({ partition: two, sort: "x" }, {})]);
      expect((await store.query(one)).items).toHaveLength(1);
      expect((await store.query(two)).items).toHaveLength(1);
    });

    test("a transaction of nothing is committed", async () => {
      expect(await storeOf().transact([])).toEqual(COMMITTED);
    });
  });
}

function limits(storeOf: () => ItemStore): void {
  describe("limits", () => {
    const many = (partition: string, count: number): Write[] =>
      Array.from({ length: count }, (_, n) => put({ partition, sort: `i${String(n).padStart(3, "0")}` }, { n }));

    test("takes 100 items in a transaction", async () => {
      const partition = freshPartition();
      expect(await storeOf().transact(many(partition, 100))).toEqual(COMMITTED);
      expect((await storeOf().query(partition)).items).toHaveLength(100);
    });

    test("refuses 101 items in a transaction", async () => {
      const partition = freshPartition();
      await expect(storeOf().transact(many(partition, 101))).rejects.toBeInstanceOf(InvalidInput);
      expect((await storeOf().query(partition)).items).toEqual([]);
    });

    test("takes an item just under 400 KB and refuses one over it", async () => {
      const store = storeOf();
      const key = { partition: freshPartition(), sort: "big" };
      const fits = "x".repeat(MAX_ITEM_BYTES - 1000);
      expect(await store.transact([put(key, { fits })])).toEqual(COMMITTED);
      expect((await store.get(key))?.value).toEqual({ fits });
      const over = put(key, { over: "x".repeat(MAX_ITEM_BYTES) }, { version: 1 });
      await expect(store.transact([over])).rejects.toBeInstanceOf(InvalidInput);
    });

    test("counts bytes, not characters", async () => {
      const text = "€".repeat(MAX_ITEM_BYTES / 3);
      const write = put({ partition: freshPartition(), sort: "big" }, { text });
      await expect(storeOf().transact([write])).rejects.toBeInstanceOf(InvalidInput);
    });

    test("refuses a transaction of more than 4 MB", async () => {
      const partition = freshPartition();
      const writes = Array.from({ length: 11 }, (_, n) =>
        put({ partition, sort: `i${n}` }, { x: "x".repeat(390_000) }),
      );
      await expect(storeOf().transact(writes)).rejects.toBeInstanceOf(InvalidInput);
    });

    test("refuses a key that is named twice, whatever the kinds", async () => {
      const key = { partition: freshPartition(), sort: "a" };
      const check: Write = { kind: "check", key, when: "absent" };
      await expect(storeOf().transact([check, put(key, {})])).rejects.toThrow(/write 1 names the same key as write 0/);
      expect(await storeOf().get(key)).toBeUndefined();
    });

    test.each<[string, Partial<ItemKey>]>([
      ["an empty partition", { partition: "" }],
      ["an empty sort key", { sort: "" }],
      ["a partition over 2048 bytes", { partition: "p".repeat(2049) }],
      ["a sort key over 1024 bytes", { sort: "s".repeat(1025) }],
      ["a sort key that is not Unicode", { sort: "\ud800" }],
    ])("refuses %s", async (_, bad) => {
      const key = { partition: freshPartition(), sort: "a", ...bad };
      await expect(storeOf().transact([put(key, {})])).rejects.toBeInstanceOf(InvalidInput);
    });

    test.each<[string, JsonObject]>([
      ["a number beyond what a double counts exactly", { n: 2 ** 53 }],
      ["a number that is not finite", { n: Number.POSITIVE_INFINITY }],
      ["text with half a surrogate pair", { text: "\udc00" }],
      ["a member without a name", { deep: [{ "": 1 }] }],
      ["35 levels of nesting", nested(35)],
    ])("refuses %s, which another adapter could not store", async (_, value) => {
      const write = put({ partition: freshPartition(), sort: "a" }, value);
      await expect(storeOf().transact([write])).rejects.toBeInstanceOf(InvalidInput);
    });

    test("says nothing of the contents when it refuses", async () => {
      const write = put({ partition: "ada.lovelace".repeat(300), sort: "ada" }, {});
      const refusal = await storeOf()
        .transact([write])
        .catch((error: unknown) => String(error));
      expect(refusal).not.toMatch(/ada/);
    });
  });
}

function nested(levels: number): JsonObject {
  return levels === 0 ? {} : { in: nested(levels - 1) };
}

function values(storeOf: () => ItemStore): void {
  test.each<[string, JsonObject]>([
    ["an empty object", {}],
    ["unicode", { name: "Zoë 🦊 \u0000 日本", "ключ é": "e\u0301" }],
    ["numbers", { zero: 0, minus: -12.5, tiny: 1e-100, big: Number.MAX_SAFE_INTEGER, third: 1 / 3 }],
    ["empty and blank strings", { empty: "", blank: "  ", lines: "a\r\n\tb" }],
    ["null and booleans", { nothing: null, yes: true, no: false }],
    ["nesting", { list: [[], {}, [1, "1", null, { a: [false] }]], map: { map: { map: {} } } }],
    ["text that looks like something else", { number: "12", date: "2026-01-01", json: '{"a":1}', S: { S: "s" } }],
    ["names that the store uses itself", { partition: "x", sort: 1, version: [], value: {}, expiresAt: "never" }],
    ["29 levels", nested(29)],
  ])("gives back %s exactly", async (_, value) => {
    const store = storeOf();
    const key = { partition: freshPartition(), sort: "v" };
    expect(await store.transact([put(key, value)])).toEqual(COMMITTED);
    expect(await store.get(key)).toStrictEqual({ ...key, version: 1, value });
    expect((await store.query(key.partition)).items).toStrictEqual([{ ...key, version: 1, value }]);
  });
}

function undefinedMembers(storeOf: () => ItemStore): void {
  test("drops members that are undefined, and indexes that name no key", async () => {
    const key = { partition: freshPartition(), sort: "v" };
    const value = { kept: null, list: [{ kept: 1, gone: undefined }], gone: undefined } as unknown as JsonObject;
    await storeOf().transact([{ kind: "put", key, content: { value, indexes: {} }, when: "absent" }]);
    const kept = { kept: null, list: [{ kept: 1 }] };
    expect(await storeOf().get(key)).toStrictEqual({ ...key, version: 1, value: kept });
  });
}

function ranges(storeOf: () => ItemStore): void {
  describe("ranges of a partition", () => {
    const partition = freshPartition();
    // In the order of UTF-8 bytes; in UTF-16 units the fox would come before the last two.
    const SORTS = ["A", "a", "a#1", "a#2", "a#30", "a~", "b", "b#1", "é", "日", "\uff5e", "🦊"];

    beforeAll(async () => {
      const writes = SORTS.toReversed().map((sort) => put({ partition, sort }, { sort }));
      await storeOf().transact(writes);
      await storeOf().transact([put({ partition: `${partition}x`, sort: "a" }, {})]);
    });
    const sorts = async (range?: Range): Promise<string[]> =>
      (await storeOf().query(partition, range)).items.map((item) => item.sort);

    test("come in order of UTF-8 bytes, and of this partition only", async () => {
      expect(await sorts()).toEqual(SORTS);
    });

    test("come in reverse", async () => {
      expect(await sorts({ descending: true })).toEqual(SORTS.toReversed());
    });

    test.each<[Range, string[]]>([
      [{ from: "b" }, ["b", "b#1", "é", "日", "\uff5e", "🦊"]],
      [{ to: "a#1" }, ["A", "a", "a#1"]],
      [{ from: "a#1", to: "a#2" }, ["a#1", "a#2"]],
      [{ from: "a#2", to: "a#1" }, []],
      [{ prefix: "a" }, ["a", "a#1", "a#2", "a#30", "a~"]],
      [{ prefix: "a#" }, ["a#1", "a#2", "a#30"]],
      [{ prefix: "" }, SORTS],
      [{ prefix: "🦊" }, ["🦊"]],
      [{ prefix: "c" }, []],
      [{ prefix: "a#", from: "a#2" }, ["a#2", "a#30"]],
      [{ prefix: "a#", to: "a#2" }, ["a#1", "a#2"]],
      [{ prefix: "a#", from: "A", to: "z" }, ["a#1", "a#2", "a#30"]],
      [{ prefix: "b", to: "a" }, []],
      [{ prefix: "a", from: "b" }, []],
      [{ from: "\uff5e" }, ["\uff5e", "🦊"]],
      [{ prefix: "a#", descending: true, limit: 2 }, ["a#30", "a#2"]],
    ])("%j", async (range, expected) => {
      expect(await sorts(range)).toEqual(expected);
    });

    test.each([{ limit: 5 }, { limit: 5, descending: true }, { limit: 1, prefix: "a#" }, { limit: 4 }, { limit: 12 }])(
      "%j page by page gives each item once and ends without an empty page",
      async (range) => {
        const pages = await everyPage((after) =>
          storeOf().query(partition, after === undefined ? range : { ...range, after }),
        );
        const { limit, ...whole } = range;
        expect(pages.flat().map((item) => item.sort)).toEqual(await sorts(whole));
        expect(pages.every((page) => page.length > 0 && page.length <= limit)).toBe(true);
      },
    );

    test("continue after an item that was deleted meanwhile", async () => {
      const own = freshPartition();
      await storeOf().transact(["1", "2", "3"].map((sort) => put({ partition: own, sort }, {})));
      const first = await storeOf().query(own, { limit: 2 });
      await storeOf().transact([{ kind: "delete", key: { partition: own, sort: "2" }, when: { version: 1 } }]);
      const second = await storeOf().query(own, { limit: 2, after: first.next! });
      expect(second.items.map((item) => item.sort)).toEqual(["3"]);
      expect(second.next).toBeUndefined();
    });

    test("give everything of a partition that is larger than one answer of the database", async () => {
      const own = freshPartition();
      for (let n = 0; n < 6; n += 1)
        await storeOf().transact([put({ partition: own, sort: `${n}` }, { x: "x".repeat(300_000) })]);
      expect((await storeOf().query(own)).items).toHaveLength(6);
    });

    test.each([{ after: "nonsense" }, { limit: 0 }, { limit: 1.5 }])("refuses %j", async (range) => {
      await expect(storeOf().query(partition, range)).rejects.toBeInstanceOf(InvalidInput);
    });
  });
}

async function everyPage(read: (after: string | undefined) => Promise<Page>): Promise<(readonly Item[])[]> {
  const pages: (readonly Item[])[] = [];
  for (let after: string | undefined, done = false; !done; ) {
    const page = await read(after);
    pages.push(page.items);
    after = page.next;
    done = after === undefined;
  }
  return pages;
}

function indexes(storeOf: () => ItemStore): void {
  describe("indexes", () => {
    const indexed = (key: ItemKey, at: ItemKey, when: Write["when"] = "absent"): Write => ({
      kind: "put",
      key,
      content: { value: { of: key.sort }, indexes: { due: at } },
      when,
    });
    const due = async (partition: string, range?: Range): Promise<string[]> =>
      (await storeOf().queryIndex("due", partition, range)).items.map((item) => item.sort);

    test("hold whole items of any partition, and only those that name a key", async () => {
      const bucket = freshPartition();
      const [one, two] = [freshPartition(), freshPartition()];
      const content = { value: { n: 1 }, indexes: { due: { partition: bucket, sort: "2" } }, expiresAt: NOW + 60 };
      await storeOf().transact([
        { kind: "put", key: { partition: one, sort: "late" }, content, when: "absent" },
        indexed({ partition: two, sort: "early" }, { partition: bucket, sort: "1" }),
        put({ partition: two, sort: "not indexed" }, {}),
      ]);
      await expect.poll(() => due(bucket)).toEqual(["early", "late"]);
      const { items } = await storeOf().queryIndex("due", bucket, { from: "2" });
      expect(items).toStrictEqual([{ partition: one, sort: "late", version: 1, ...content }]);
      expect(await storeOf().get({ partition: one, sort: "late" })).toStrictEqual(items[0]);
      expect((await storeOf().queryIndex("ready", bucket)).items).toEqual([]);
    });

    test("follow an item that moves, loses its key or is deleted", async () => {
      const [here, there] = [freshPartition(), freshPartition()];
      const key = { partition: freshPartition(), sort: "x" };
      await storeOf().transact([indexed(key, { partition: here, sort: "1" })]);
      await expect.poll(() => due(here)).toEqual(["x"]);
      await storeOf().transact([indexed(key, { partition: there, sort: "1" }, { version: 1 })]);
      await expect.poll(() => due(there)).toEqual(["x"]);
      await expect.poll(() => due(here)).toEqual([]);
      await storeOf().transact([put(key, {}, { version: 2 })]);
      await expect.poll(() => due(there)).toEqual([]);
      await storeOf().transact([indexed(key, { partition: here, sort: "1" }, { version: 3 })]);
      await expect.poll(() => due(here)).toEqual(["x"]);
      await storeOf().transact([{ kind: "delete", key, when: { version: 4 } }]);
      await expect.poll(() => due(here)).toEqual([]);
    });

    test("one item may be in several", async () => {
      const at = { partition: freshPartition(), sort: "s" };
      const key = { partition: freshPartition(), sort: "x" };
      const content = { value: {}, indexes: { ready: at, leases: at, runs: at, listing: at } };
      await storeOf().transact([{ kind: "put", key, content, when: "absent" }]);
      for (const index of ["ready", "leases", "runs", "listing"] as const)
        await expect.poll(async () => (await storeOf().queryIndex(index, at.partition)).items).toHaveLength(1);
      expect(await due(at.partition)).toEqual([]);
    });

    test("page over items that share a sort key, in both directions, and take the same ranges", async () => {
      const bucket = freshPartition();
      const own = freshPartition();
      const key = (n: number): ItemKey => ({ partition: `${own}${n % 3}`, sort: `${n}` });
      await storeOf().transact(
        Array.from({ length: 10 }, (_, n) => indexed(key(n), { partition: bucket, sort: n < 7 ? "same" : `t#${n}` })),
      );
      await expect.poll(() => due(bucket)).toHaveLength(10);
      for (const descending of [false, true]) {
        const range = { limit: 3, descending };
        const pages = await everyPage((after) =>
          storeOf().queryIndex("due", bucket, after === undefined ? range : { ...range, after }),
        );
        expect(pages.map((page) => page.length)).toEqual([3, 3, 3, 1]);
        expect(new Set(pages.flat().map((item) => item.sort)).size).toBe(10);
      }
      expect(await due(bucket, { prefix: "t#", descending: true })).toEqual(["9", "8", "7"]);
      expect(await due(bucket, { from: "t#8", to: "t#8" })).toEqual(["8"]);
    });

    test("a refused transaction leaves them as they were", async () => {
      const bucket = freshPartition();
      const key = { partition: freshPartition(), sort: "x" };
      await storeOf().transact([indexed(key, { partition: bucket, sort: "1" })]);
      const other = { partition: key.partition, sort: "y" };
      await storeOf().transact([
        indexed(other, { partition: bucket, sort: "2" }),
        indexed(key, { partition: bucket, sort: "3" }, { version: 9 }),
      ]);
      await expect.poll(() => due(bucket)).toEqual(["x"]);
      expect(await due(bucket, { from: "2" })).toEqual([]);
    });
  });
}

function expiry(subject: () => ItemStoreUnderTest): void {
  describe("expiry", () => {
    const at = freshPartition();
    const expiring = (key: ItemKey, when: Write["when"] = "absent"): Write => ({
      kind: "put",
      key,
      content: { value: {}, indexes: { due: { partition: at, sort: key.sort } }, expiresAt: NOW + 10 },
      when,
    });

    test("hides an item from every read from its second on", async () => {
      const { store, setSeconds } = subject();
      const partition = freshPartition();
      const key = { partition, sort: "x" };
      await store.transact([expiring(key), put({ partition, sort: "stays" }, {})]);
      setSeconds(NOW + 9);
      expect((await store.get(key))?.expiresAt).toBe(NOW + 10);
      await expect.poll(async () => (await store.queryIndex("due", at)).items).toHaveLength(1);
      setSeconds(NOW + 10);
      expect(await store.get(key)).toBeUndefined();
      expect((await store.query(partition)).items.map((item) => item.sort)).toEqual(["stays"]);
      expect((await store.queryIndex("due", at)).items).toEqual([]);
      setSeconds(NOW);
    });

    test("lets conditions see an expired item as absent", async () => {
      const { store, setSeconds } = subject();
      const key = { partition: freshPartition(), sort: "x" };
      await store.transact([expiring(key)]);
      setSeconds(NOW + 10);
      expect(await store.transact([put(key, {}, { version: 1 })])).toMatchObject({ outcome: "condition-failed" });
      expect(await store.transact([{ kind: "check", key, when: "absent" }])).toEqual(COMMITTED);
      expect(await store.transact([put(key, { again: true })])).toEqual(COMMITTED);
      expect(await store.get(key)).toStrictEqual({ ...key, version: 1, value: { again: true } });
      setSeconds(NOW);
    });

    test("does not shorten pages", async () => {
      const { store, setSeconds } = subject();
      const partition = freshPartition();
      const sorts = ["1", "2", "3", "4", "5", "6"];
      await store.transact(
        sorts.map((sort) => (sort < "5" ? expiring({ partition, sort }) : put({ partition, sort }, {}))),
      );
      setSeconds(NOW + 10);
      const page = await store.query(partition, { limit: 2 });
      expect(page.items.map((item) => item.sort)).toEqual(["5", "6"]);
      expect(page.next).toBeUndefined();
      setSeconds(NOW);
    });
  });
}

function lostAnswers(subject: () => ItemStoreUnderTest): void {
  describe("a lost answer", () => {
    test("of a commit that was stored counts as committed", async () => {
      const { losingAnswers, store } = subject();
      const key = { partition: freshPartition(), sort: "x" };
      expect(await losingAnswers.transact([put(key, { n: 1 })])).toEqual(COMMITTED);
      expect(await losingAnswers.transact([put(key, { n: 2 }, { version: 1 })])).toEqual(COMMITTED);
      expect(await store.get(key)).toMatchObject({ version: 2, value: { n: 2 } });
    });

    test("of a transaction of several writes counts as committed", async () => {
      const { losingAnswers, store } = subject();
      const partition = freshPartition();
      await store.transact([put({ partition, sort: "old" }, {}), put({ partition, sort: "guard" }, {})]);
      const writes: Write[] = [
        { kind: "check", key: { partition, sort: "guard" }, when: { version: 1 } },
        { kind: "delete", key: { partition, sort: "old" }, when: { version: 1 } },
        put({ partition, sort: "new" }, {}),
      ];
      expect(await losingAnswers.transact(writes)).toEqual(COMMITTED);
      expect((await store.query(partition)).items.map((item) => item.sort)).toEqual(["guard", "new"]);
    });

    test("does not turn a refusal into a success", async () => {
      const { losingAnswers, store } = subject();
      const key = { partition: freshPartition(), sort: "x" };
      await store.transact([put(key, { n: 1 })]);
      expect(await losingAnswers.transact([put(key, { n: 2 })])).toEqual({ outcome: "condition-failed", failed: [0] });
      expect(await store.get(key)).toMatchObject({ version: 1, value: { n: 1 } });
    });
  });
}

function races(subject: () => ItemStoreUnderTest): void {
  describe("between processes", () => {
    const PROCESSES = 4;

    test("no increment of a counter is lost", async () => {
      const partition = freshPartition();
      const results = await race(PROCESSES, subject().child, { kind: "increment", partition, times: 15 });
      expect(results).toHaveLength(PROCESSES);
      const counter = await subject().store.get({ partition, sort: "counter" });
      expect(counter).toMatchObject({ version: PROCESSES * 15, value: { count: PROCESSES * 15 } });
    });

    test("each lease has exactly one holder", async () => {
      const partition = freshPartition();
      const results = await race(PROCESSES, subject().child, { kind: "lease", partition, times: 10 });
      for (let n = 0; n < 10; n += 1) {
        const holders = results.filter((result) => result.won.includes(`${n}`)).map((result) => result.racer);
        expect(holders, `lease ${n}`).toHaveLength(1);
        expect((await subject().store.get({ partition, sort: `lease#${n}` }))?.value).toEqual({ holder: holders[0]! });
      }
    });

    test("each unique name has one owner, and who lost it left nothing behind", async () => {
      const partition = freshPartition();
      const results = await race(PROCESSES, subject().child, { kind: "unique", partition, times: 10 });
      const owners = (await subject().store.query(partition, { prefix: "name#" })).items;
      const people = (await subject().store.query(partition, { prefix: "person#" })).items;
      expect(owners).toHaveLength(10);
      expect(people).toHaveLength(10);
      expect(results.flatMap((result) => result.won)).toHaveLength(10);
      expect(people.map((item) => item.value["name"]).toSorted()).toEqual(owners.map((item) => item.sort.slice(5)));
    });
  });
}
