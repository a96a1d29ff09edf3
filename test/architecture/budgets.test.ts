import { describe, expect, it } from "vitest";
import { filesMatching, textOf } from "./source-files.ts";

const lines = (path: string) => textOf(path).replace(/\n$/, "").split("\n").length;
const longerThan = (limit: number, paths: readonly string[]) =>
  paths.filter((path) => lines(path) > limit).map((path) => `${path}: ${lines(path)} lines, ${limit} allowed`);

const PRODUCT = filesMatching("src/**/*.ts", "functions/**/*.ts", "cdk/**/*.ts");
const SCRIPTS = filesMatching("scripts/**/*.{ts,cjs}");
const TESTS = filesMatching("test/**/*.ts");
const MACHINES = filesMatching("statemachines/*.asl.json");

interface Machine {
  readonly States?: Readonly<Record<string, State>>;
}
interface State {
  readonly Branches?: readonly Machine[];
  readonly ItemProcessor?: Machine;
}
const countStates = (machine: Machine): number =>
  Object.values(machine.States ?? {}).reduce(
    (count, { Branches = [], ItemProcessor }) =>
      count +
      1 +
      [...Branches, ...(ItemProcessor ? [ItemProcessor] : [])].reduce((sum, inner) => sum + countStates(inner), 0),
    0,
  );

describe("sizes", () => {
  it("of product files: median 80 lines or less", () => {
    const sorted = PRODUCT.map(lines).sort((a, b) => a - b);
    expect(sorted.length).toBeGreaterThan(0);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(80);
  });
  it("of product files and scripts: 400 lines or less each", () => {
    expect(longerThan(400, [...PRODUCT, ...SCRIPTS])).toEqual([]);
  });
  it("of tests: 800 lines or less each", () => {
    expect(longerThan(800, TESTS)).toEqual([]);
  });
  it("of state machines: 250 lines and 20 states or less each", () => {
    expect(longerThan(250, MACHINES)).toEqual([]);
    const crowded = MACHINES.filter((path) => countStates(JSON.parse(textOf(path)) as Machine) > 20);
    expect(crowded).toEqual([]);
  });
});

describe("names", () => {
  const OURS = [...PRODUCT, ...SCRIPTS, ...TESTS, ...MACHINES, ...filesMatching("tenants/**/*.*")];
  /** `test/shared` is the name of a suite: what needs the shared reference folders. */
  const SUITES = new Set(["test/shared"]);

  it("of files and folders are kebab-case", () => {
    const odd = OURS.filter((path) => path.split("/").some((part) => !/^[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(part)));
    expect(odd).toEqual([]);
  });
  it("say what is inside: no drawers", () => {
    const drawer = /^(?:utils?|helpers?|common|types?|misc|shared|lib|core|base|stuff)$/;
    const drawers = OURS.filter((path) =>
      path.split("/").some((part, depth, parts) => {
        if (SUITES.has(parts.slice(0, depth + 1).join("/"))) return false;
        return drawer.test(part.replace(/[.].*$/, ""));
      }),
    );
    expect(drawers).toEqual([]);
  });
  it("of functions are <verb>-<object>", () => {
    const functions = filesMatching("functions/*.ts");
    expect(functions.filter((path) => !/^functions\/[a-z]+(?:-[a-z0-9]+)+[.]ts$/.test(path))).toEqual([]);
  });
});
