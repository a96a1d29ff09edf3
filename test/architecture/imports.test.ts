import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import extractDepcruiseOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import { afterEach, describe, expect, it } from "vitest";
import { PLANTED, TREE_FOR_ALL } from "./planted-violations.ts";
import { filesMatching, ROOT } from "./source-files.ts";

const FOLDERS = ["src", "functions", "cdk", "scripts", "test"];
const options = await extractDepcruiseOptions(join(ROOT, ".dependency-cruiser.mjs"));
const ruleNames = (options.ruleSet?.forbidden ?? []).map((rule) => rule.name ?? "(unnamed)");

async function cruiseIn(baseDir: string, folders: readonly string[]): Promise<ICruiseResult> {
  const report = await cruise([...folders], { ...options, baseDir, validate: true, outputType: "json" });
  return JSON.parse(String(report.output)) as ICruiseResult;
}

const violationsIn = (result: ICruiseResult) =>
  result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);

describe("the boundaries of the repository", () => {
  it("hold, and the tool read every file that they are about", async () => {
    const result = await cruiseIn(ROOT, FOLDERS);
    const read = new Set(result.modules.map((module) => module.source));
    const ours = filesMatching(...FOLDERS.map((folder) => `${folder}/**/*.ts`));
    expect(ours).toContain("src/domain/errors.ts");
    expect(ours.filter((path) => !read.has(path))).toEqual([]);
    expect(result.summary.totalCruised).toBeGreaterThanOrEqual(ours.length);
    expect(result.summary.totalDependenciesCruised).toBeGreaterThan(ours.length);
    expect(violationsIn(result)).toEqual([]);
  });

  it("have a planted violation for every rule", () => {
    expect(Object.keys(PLANTED).sort()).toEqual([...ruleNames].sort());
  });

  it("speak about every folder of src", () => {
    const spoken = JSON.stringify(options.ruleSet?.forbidden);
    const folders = new Set(filesMatching("src/*/**/*.ts").map((path) => path.split("/")[1]));
    expect([...folders].filter((folder) => !spoken.includes(`^src/${folder}/`))).toEqual([]);
  });

  it("say why, rule by rule", () => {
    for (const rule of options.ruleSet?.forbidden ?? []) expect(rule.comment, rule.name).toMatch(/^[A-Z`].{30,}[.]$/);
  });
});

describe("a planted violation", () => {
  let tree = "";
  afterEach(() => rmSync(tree, { recursive: true, force: true }));

  const plant = (files: Readonly<Record<string, string>>) => {
    tree = realpathSync(mkdtempSync(join(tmpdir(), "planted-")));
    for (const [path, text] of Object.entries({ ...TREE_FOR_ALL, ...files })) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
    return [...new Set(Object.keys(files).map((path) => path.split("/")[0] ?? path))];
  };

  it.each(Object.keys(PLANTED))("of %s is found", async (rule) => {
    const folders = plant(PLANTED[rule] ?? {});
    const result = await cruiseIn(tree, folders);
    expect(violationsIn(result).filter((violation) => violation.startsWith(`${rule}:`))).not.toEqual([]);
  });

  it("is not seen in a tree that keeps the rules", async () => {
    const folders = plant({
      "src/domain/leaf.ts": "export const leaf = 1;\n",
      "src/ports/planted.ts": 'import { leaf } from "../domain/leaf.ts";\nexport const planted = leaf;\n',
    });
    expect(violationsIn(await cruiseIn(tree, folders))).toEqual([]);
  });
});
