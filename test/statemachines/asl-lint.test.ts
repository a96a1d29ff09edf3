import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDefinitions } from "../../src/local/asl-lint/folders.ts";
import { lintMachine, RULES } from "../../src/local/asl-lint/lint.ts";

// A new rule is a new pair of files here: `valid-<what>.asl.json`, `invalid-<rule>-<what>.asl.json`.
const FIXTURES = readDefinitions(join(import.meta.dirname, "rules"));
const VALID = FIXTURES.filter(({ name }) => name.startsWith("valid-"));
const INVALID = FIXTURES.filter(({ name }) => name.startsWith("invalid-"));
const surroundings = { functionNames: new Set(["block-sign-in"]) };

const ruleShownBy = (name: string) => RULES.find((rule) => name.startsWith(`invalid-${rule.name}-`))?.name;

describe("the lint of state machines", () => {
  it("has fixtures, and each is valid or invalid by name", () => {
    expect(VALID.length).toBeGreaterThan(0);
    expect(VALID.length + INVALID.length).toBe(FIXTURES.length);
  });

  it("shows every rule at work", () => {
    const shown = new Set(INVALID.map(({ name }) => ruleShownBy(name)));
    expect(RULES.map((rule) => rule.name).filter((name) => !shown.has(name))).toEqual([]);
  });

  it.each(VALID)("accepts $name", ({ name, definition }) => {
    expect(lintMachine(definition, name, surroundings)).toEqual([]);
  });

  it.each(INVALID)("refuses $name for this one reason", ({ name, definition }) => {
    const problems = lintMachine(definition, name, surroundings);
    expect([...new Set(problems.map((problem) => problem.rule))]).toEqual([ruleShownBy(name)]);
    for (const problem of problems) expect(problem.source).toBe(name);
  });

  it("says where, in words that an editor's search finds", () => {
    const [problem] = lintMachine(
      { States: { "Block sign-in": { Type: "Task", Retry: [{ ErrorEquals: ["Typo"] }] } } },
      "leaver.asl.json",
      surroundings,
    ).filter(({ rule }) => rule === "error-names");
    expect(problem).toMatchObject({ source: "leaver.asl.json", where: "Block sign-in.Retry[0]" });
    expect(problem?.message).toContain("Typo");
  });

  it("survives what is no machine at all", () => {
    for (const nonsense of [null, 1, [], { States: { A: null, B: [] } }, { States: "x" }]) {
      expect(lintMachine(nonsense, "nonsense", surroundings).length).toBeGreaterThan(0);
    }
  });
});
