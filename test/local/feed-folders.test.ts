import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { StoreUnavailable } from "../../src/domain/errors.ts";
import { createFeedFolders, type FeedFolders } from "../../src/local/feed-folders.ts";
import { type Office, openOffice, tenantConfig } from "../unit/api/office.ts";
import { csv, GINNIE, many, NYSSA } from "../unit/connectors/csv/files.ts";

const HR = { mode: "hr", hr: { importedBy: "mastery", feed: { type: "csv", name: "hr", kind: "full" } } };

interface Yard {
  readonly office: Office;
  readonly lines: string[];
  readonly folders: FeedFolders;
  /** Path of a file in the tenant's folder. */
  at(...parts: string[]): string;
  drop(name: string, text: string): void;
  names(part: string): string[];
  /** As often as it takes for a file that nobody writes any more. */
  settle(): Promise<void>;
}

async function inYard(
  work: (yard: Yard) => Promise<void>,
  extra: Parameters<typeof openOffice>[0] = {},
): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "mastery-feeds-"));
  const lines: string[] = [];
  const log = { info: () => {}, warn: () => {}, error: (...what: unknown[]) => void lines.push(JSON.stringify(what)) };
  const office = openOffice({ log, ...extra });
  await office.apply(tenantConfig(HR));
  const folders = createFeedFolders(dir, office.deps, { track: (work) => work() });
  const at = (...parts: string[]): string => join(dir, "acme", ...parts);
  try {
    await folders.poll();
    await work({
      office,
      lines,
      folders,
      at,
      drop: (name, text) => writeFileSync(at("incoming", name), text),
      names: (part) => readdirSync(at(part)).sort(),
      settle: async () => {
        await folders.poll();
        await folders.poll();
      },
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

it("makes the folders of a tenant that takes HR files", () =>
  inYard(async ({ at }) => {
    expect(readdirSync(at()).sort()).toEqual(["incoming", "processed", "rejected"]);
  }));

it("takes a file, and leaves what became of each row beside it", () =>
  inYard(async ({ office, drop, names, settle, at }) => {
    drop("workers.csv", csv(GINNIE, NYSSA));
    await settle();
    expect(names("incoming")).toEqual([]);
    expect(names("processed")).toEqual(["workers.csv", "workers.csv.results.csv"]);
    expect(readFileSync(at("processed", "workers.csv.results.csv"), "utf8")).toMatch(
      /^line,workerId,outcome,reason,personKey\r\n2,1513,new,,p-\w{26}\r\n3,1895,new,,p-\w{26}\r\n$/,
    );
    expect(office.assessments).toHaveLength(2);
  }));

it("waits until nobody writes the file any more", () =>
  inYard(async ({ folders, drop, names, at }) => {
    drop("workers.csv", csv(GINNIE));
    await folders.poll();
    appendFileSync(at("incoming", "workers.csv"), `${NYSSA}\n`);
    await folders.poll();
    expect(names("processed")).toEqual([]);
    await folders.poll();
    expect(readFileSync(at("processed", "workers.csv.results.csv"), "utf8").split("\r\n")).toHaveLength(4);
  }));

it("leaves what is no CSV file, is hidden, or is still being copied", () =>
  inYard(async ({ drop, names, settle, at }) => {
    for (const name of ["workers.csv.part", "workers.csv.tmp", ".workers.csv", "notes.txt"]) drop(name, csv(GINNIE));
    mkdirSync(at("incoming", "folder.csv"));
    await settle();
    expect(names("incoming")).toHaveLength(5);
  }));

it("puts a rejected file aside with everything that is wrong", () =>
  inYard(async ({ office, drop, names, settle, at }) => {
    drop("workers.csv", csv(GINNIE, "1783,Active"));
    await settle();
    expect(names("rejected")).toEqual(["workers.csv", "workers.csv.problems.txt"]);
    expect(readFileSync(at("rejected", "workers.csv.problems.txt"), "utf8")).toBe(
      "line 3: the row has 2 cells, the header has 7: cut off, or a delimiter inside a cell that is not quoted\n",
    );
    expect(office.assessments).toEqual([]);
    expect((await office.call("feed.list", {})).imports[0]).toMatchObject({ status: "rejected", by: "feed folder" });
  }));

it("overwrites no file of the same name", () =>
  inYard(async ({ office, drop, names, settle, at }) => {
    for (const count of [10, 11]) {
      office.pass(60_000);
      drop("workers.csv", csv(...many(count)));
      await settle();
    }
    expect(names("processed")).toEqual([
      ...["workers.2.csv", "workers.2.csv.results.csv", "workers.csv", "workers.csv.results.csv"],
    ]);
    expect(readFileSync(at("processed", "workers.2.csv"), "utf8")).toBe(csv(...many(11)));
  }));

it("takes several files in order of their names", () =>
  inYard(async ({ office, drop, settle }) => {
    drop("2.csv", csv(GINNIE.replace("Project Manager", "Director")));
    drop("1.csv", csv(GINNIE));
    await settle();
    const { imports } = await office.call("feed.list", {});
    expect(Object.fromEntries(imports.map(({ file, counts }) => [file, [counts.new, counts.changed]]))).toMatchObject({
      "1.csv": [1, 0],
    });
  }));

it("leaves a file where it is while the store does not answer, and takes it afterwards", async () => {
  const state = { down: false };
  const { store } = openOffice().deps;
  const shaky = {
    ...store,
    transact: async (writes: Parameters<typeof store.transact>[0]) => {
      if (state.down) throw new StoreUnavailable("the store does not answer");
      return store.transact(writes);
    },
  };
  await inYard(
    async ({ drop, names, settle, lines }) => {
      state.down = true;
      drop("workers.csv", csv(GINNIE));
      await settle();
      expect(names("incoming")).toEqual(["workers.csv"]);
      expect(lines.join()).toMatch(/stays where it is/);
      expect(lines.join()).not.toMatch(/Ginnie|Fadiman/);
      state.down = false;
      await settle();
      expect(names("processed")).toContain("workers.csv");
    },
    { store: shaky },
  );
});

it("makes no folder for a tenant that takes no HR files", () =>
  inYard(async ({ office, folders, at }) => {
    await office.apply(tenantConfig({ id: "other" }));
    await folders.poll();
    expect(existsSync(at("..", "other"))).toBe(false);
  }));

it("takes the older file first, whatever the files are called", async () => {
  await inYard(async ({ drop, settle, at, names, office }) => {
    drop("a-newer.csv", csv(GINNIE.replace("Project Manager", "Director")));
    drop("b-older.csv", csv(GINNIE));
    utimesSync(at("incoming", "b-older.csv"), new Date("2026-03-01"), new Date("2026-03-01"));
    await settle();
    expect(names("processed")).toHaveLength(4);
    const { imports } = await office.call("feed.list", { tenantId: "acme" });
    expect(imports.find(({ file }) => file === "a-newer.csv")).toMatchObject({ counts: { changed: 1 } });
  });
});
