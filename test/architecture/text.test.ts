import { describe, expect, it } from "vitest";
import { filesMatching, textOf } from "./source-files.ts";

const CODE = filesMatching("{src,functions,cdk,scripts,test,tenants,statemachines}/**/*.{ts,cjs,mjs,json,csv}");
const PROSE = filesMatching("*.md", "{docs,statemachines,test,tenants}/**/*.md");
const ROOT_FILES = filesMatching("*.{json,mjs,ts}", ".*.mjs", ".ci/*").filter((path) => path !== "package-lock.json");
const EVERYTHING = [...new Set([...CODE, ...PROSE, ...ROOT_FILES])];

/** The lines that match, as `path:line: text`, so that a failure can be clicked. */
const findings = (paths: readonly string[], pattern: RegExp) =>
  paths.flatMap((path) =>
    textOf(path)
      .split("\n")
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [])),
  );

// The patterns below are written so that they do not match themselves.
describe("the text of the repository", () => {
  it("is read at all", () => {
    expect(EVERYTHING).toContain("package.json");
    expect(EVERYTHING).toContain(".dependency-cruiser.mjs");
    expect(EVERYTHING).toContain("src/domain/errors.ts");
  });
  it("leaves nothing for later", () => {
    const later =
      /\bTO[D]O\b|\bFIX[M]E\b|\bXX[X]\b|[Nn]ot [i]mplemented|[Uu]n[i]mplemented|placeholder [f]or|\/\/.*\b[f]or now\b/;
    expect(findings(EVERYTHING, later)).toEqual([]);
  });
  it("silences no tool", () => {
    expect(findings(CODE, /as [a]ny\b|@ts-[i]gnore|@ts-[e]xpect-error|@ts-[n]ocheck|biome-[i]gnore/)).toEqual([]);
  });
  it("names no machine's folders", () => {
    expect(findings(EVERYTHING, /(?:^|[^A-Za-z0-9_.])\/(?:work|farm|root|home\/[a-z]+|Users\/[A-Za-z]+)\//)).toEqual(
      [],
    );
  });
  it("names no tool that wrote it", () => {
    expect(findings(EVERYTHING, /\bA[I]\b|\bLL[M]s?\b|Cla[u]de|Anthr[o]pic|OpenA[I]|Chat[G]PT|Co[p]ilot/)).toEqual([]);
  });
  it("cites only decisions that are written down", () => {
    const written = new Set(filesMatching("docs/adr/*.md").map((path) => path.match(/(\d{4})-/)?.[1]));
    const cited = EVERYTHING.flatMap((path) =>
      [...textOf(path).matchAll(/\bADR[- ]?(\d{4})\b|docs\/adr\/(\d{4})/g)].map((match) => ({
        path,
        adr: match[1] ?? match[2],
      })),
    );
    expect(cited.filter(({ adr }) => !written.has(adr))).toEqual([]);
  });
  it("has a lock file without hosts, so that any registry serves", () => {
    const lock = textOf("package-lock.json");
    expect(lock).toContain('"integrity"');
    expect(lock).not.toMatch(/"resolved": "(?:https?|git)/);
  });
});

describe("tests", () => {
  const TESTS = filesMatching("**/*.test.ts");

  it("lie in test/, where the runner finds them", () => {
    expect(TESTS.length).toBeGreaterThan(0);
    expect(TESTS.filter((path) => !path.startsWith("test/"))).toEqual([]);
  });
  it("are all run: none is skipped, focused or promised", () => {
    expect(findings(TESTS, /\b(?:it|test|describe)[.](?:s[k]ip|o[n]ly|t[o]do|f[a]ils)\b/)).toEqual([]);
  });
  it("are named by what is the case", () => {
    expect(findings(TESTS, /\b(?:it|test)(?:[.]each\(.*\))?\(\s*["'`]s[h]ould\b/)).toEqual([]);
  });
  it("that need something special have a configuration of their own", () => {
    const special = new Set(
      TESTS.map((path) => path.split("/")[1]).filter((kind) => ["shared", "aws", "long"].includes(kind ?? "")),
    );
    const configs = new Set(filesMatching("test/*/vitest.config.ts").map((path) => path.split("/")[1]));
    expect([...special].filter((kind) => !configs.has(kind))).toEqual([]);
  });
});
