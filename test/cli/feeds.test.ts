import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { csv, GINNIE, many, NYSSA } from "../unit/connectors/csv/files.ts";
import { inFolder, mastery } from "./command.ts";
import { writeTenant } from "./tenant.ts";

const HR = { mode: "hr", hr: { importedBy: "mastery", feed: { type: "csv", name: "hr", kind: "full" } } };

interface Desk {
  readonly dir: string;
  write(name: string, text: string): string;
  upload(file: string, ...args: readonly string[]): ReturnType<typeof mastery>;
  list(...args: readonly string[]): ReturnType<typeof mastery>;
}

const atDesk = (work: (desk: Desk) => Promise<void>): Promise<void> =>
  inFolder(async (dir) => {
    const data = ["--data", join(dir, "data")];
    await mastery("tenant", "apply", writeTenant(dir, "https://acme.okta.com", HR), ...data);
    await work({
      dir,
      write: (name, text) => {
        writeFileSync(join(dir, name), text);
        return join(dir, name);
      },
      upload: (file, ...args) => mastery("feed", "upload", file, "--tenant", "acme", ...args, ...data),
      list: (...args) => mastery("feed", "list", ...args, ...data),
    });
  });

it("hands an HR file in and writes what became of each row beside it", () =>
  atDesk(async ({ dir, write, upload }) => {
    const file = write("workers.csv", csv(GINNIE, NYSSA));
    const first = await upload(file, "--by", "kim");
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(first.stdout).toContain("workers.csv is in: 2 rows, 2 new, 0 changed, 0 unchanged, 0 held back");
    expect(readFileSync(`${file}.results.csv`, "utf8").split("\r\n")[1]).toMatch(/^2,1513,new,,p-/);
    const again = await upload(file);
    expect(again.stdout).toMatch(/was processed at \S+, nothing was done: 2 rows, 2 new/);
    expect(readdirSync(dir).filter((name) => name.includes("results"))).toEqual([
      "workers.csv.results.2.csv",
      "workers.csv.results.csv",
    ]);
  }));

it("ends with 1 for a rejected file, with every problem on standard error, and takes it with a reason", () =>
  atDesk(async ({ write, upload, list }) => {
    await upload(write("whole.csv", csv(...many(10))));
    const bad = await upload(write("bad.csv", csv(GINNIE, "1783,Active", NYSSA, GINNIE.replace("1513", "7,8"))));
    expect(bad.status).toBe(1);
    expect(bad.stderr).toMatch(
      /rejected, and nobody was changed:\n(.*\n)?line 3: the row has 2 cells.*\nline 5: the row has 8/,
    );
    const half = write("half.csv", csv(...many(5)));
    const rejected = await upload(half, "--json");
    expect(rejected.status).toBe(1);
    expect(JSON.parse(rejected.stdout)).toMatchObject({ record: { status: "rejected", file: "half.csv" }, rows: [] });
    expect((await list()).stdout).toMatch(
      /TENANT +FEED +FILE +STATUS[^\n]*\nacme +hr +\w+\.csv +rejected[^\n]*\nacme +hr +\w+\.csv +rejected/,
    );
    expect((await upload(half, "--accept-shrinkage")).status).toBe(2);
    expect((await upload(half, "--reason", "sold")).status).toBe(2);
    const taken = await upload(half, "--accept-shrinkage", "--reason", "the warehouse was sold", "--by", "kim");
    expect(taken.stdout).toContain("5 known before are not in the file; nobody leaves because of that");
    const { imports } = JSON.parse((await list("--tenant", "acme", "--json")).stdout) as { imports: object[] };
    expect(imports).toHaveLength(3);
    expect(imports).toContainEqual(
      expect.objectContaining({ acceptedShrinkage: { by: "kim", reason: "the warehouse was sold" } }),
    );
  }));

it("says what it cannot read, and which tenant takes no file", () =>
  atDesk(async ({ dir, upload, list }) => {
    expect((await list()).stdout).toContain("no HR files");
    expect(await upload(join(dir, "none.csv"))).toMatchObject({ status: 1 });
    const unknown = await mastery(
      "feed",
      "upload",
      join(dir, "acme.json"),
      "--tenant",
      "zenith",
      "--data",
      join(dir, "data"),
    );
    expect(unknown.stderr).toContain("there is no tenant zenith");
    expect((await mastery("feed", "upload", "x.csv", "--data", join(dir, "data"))).status).toBe(2);
  }));
