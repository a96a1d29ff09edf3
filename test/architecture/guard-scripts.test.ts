import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ROOT } from "./source-files.ts";

// The guards themselves, run as programs in a small tree of their own: a guard that cannot fail guards nothing.
let tree = "";
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), "guards-"));
});
afterEach(() => rmSync(tree, { recursive: true, force: true }));

const write = (path: string, text: string, mode = 0o644) => {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text, { mode });
};

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { MASTERY_REFERENCE_DIR: _, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(command, [...args], {
    cwd: tree,
    encoding: "utf8",
    env: { ...inherited, ...env },
  });
  return { status, stdout, text: stdout + stderr };
}
const script = (name: string, ...args: readonly string[]) =>
  run(process.execPath, [join(ROOT, "scripts", name), ...args]);

const VALID_MACHINE = readFileSync(join(ROOT, "test/statemachines/rules/valid-one-task.asl.json"), "utf8");

describe("the lint of the folder", () => {
  it("fails on an empty folder, which it must not take for a clean one", () => {
    mkdirSync(join(tree, "statemachines"));
    mkdirSync(join(tree, "functions"));
    expect(script("lint-statemachines.ts")).toMatchObject({
      status: 1,
      text: expect.stringContaining("nothing to check"),
    });
  });
  it("fails on a machine whose function is gone, and passes when it is back", () => {
    write("statemachines/leaver.asl.json", VALID_MACHINE);
    write("functions/clear-sessions.ts", "");
    expect(script("lint-statemachines.ts")).toMatchObject({
      status: 1,
      text: expect.stringContaining("functions/block-sign-in.ts"),
    });
    write("functions/block-sign-in.ts", "");
    expect(script("lint-statemachines.ts").status).toBe(0);
  });
  it("names the file that is not JSON as committed", () => {
    mkdirSync(join(tree, "functions"));
    write("statemachines/leaver.asl.json", VALID_MACHINE.replace('"${Block', "${Block"));
    expect(script("lint-statemachines.ts")).toMatchObject({
      status: 1,
      text: expect.stringContaining("leaver.asl.json"),
    });
  });
});

describe("generated documents", () => {
  it("drift when their source changes, until they are generated again", () => {
    write("statemachines/leaver.asl.json", VALID_MACHINE);
    const check = () => script("generate-statemachines-readme.ts", "--check");
    expect(check()).toMatchObject({ status: 1, text: expect.stringContaining("npm run generate") });
    expect(script("generate-statemachines-readme.ts").status).toBe(0);
    expect(check().status).toBe(0);
    write("statemachines/leaver.asl.json", VALID_MACHINE.replace("Blocks the sign-in.", "Does something else."));
    expect(check().status).toBe(1);
  });
});

describe("the reference check", () => {
  it("says that nothing was checked when it has no references", () => {
    expect(script("check-shared.ts")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("nothing was checked"),
    });
  });
  it("fails when the references are not where it was told", () => {
    const missing = run(process.execPath, [join(ROOT, "scripts/check-shared.ts")], {
      MASTERY_REFERENCE_DIR: "nowhere",
    });
    expect(missing).toMatchObject({ status: 1, text: expect.stringContaining("does not exist") });
  });
});

describe("the script of CI", () => {
  /** An npm that succeeds unless the command's name is in FAILING, and reports 5 passed and 1 skipped test. */
  const STUB = `#!/usr/bin/env bash
case " $FAILING " in *" $1 "* | *" $* "* | *" \${*: -1} "*) bad=1 ;; *) bad=0 ;; esac
for argument in "$@"; do
  case "$argument" in --outputFile.json=*)
    printf '{"numPassedTests":5,"numFailedTests":%d,"numPendingTests":1,"testResults":[]}' "$bad" >"\${argument#*=}" ;;
  esac
done
exit "$bad"
`;
  const ci = (env: NodeJS.ProcessEnv) => {
    cpSync(join(ROOT, ".ci/run"), join(tree, "main/.ci/run"));
    write("main/package.json", JSON.stringify({ scripts: { check: "npm run lint && npm test && npm run synth" } }));
    write("bin/npm", STUB, 0o755);
    const done = run("bash", [join(tree, "main/.ci/run")], {
      PATH: `${join(tree, "bin")}:${process.env["PATH"]}`,
      FAILING: "",
      ...env,
    });
    return { status: done.status, lastLine: done.stdout.trimEnd().split("\n").at(-1), text: done.text };
  };

  it("counts every test and every other step, and names what it skipped", () => {
    const done = ci({});
    expect(done).toMatchObject({ status: 0, lastLine: "15 passed, 0 failed, 3 skipped" });
    expect(done.text).toContain("skipped: there is no reference folder ../shared");
    expect(done.text.match(/^\$ npm test/gm)).toHaveLength(1);
  });
  it("runs the reference check where there are references", () => {
    mkdirSync(join(tree, "shared"));
    expect(ci({})).toMatchObject({ status: 0, lastLine: "20 passed, 0 failed, 3 skipped" });
  });
  it("goes on after a failure and ends with it", () => {
    expect(ci({ FAILING: "lint" })).toMatchObject({ status: 1, lastLine: "14 passed, 1 failed, 3 skipped" });
  });
  it("fails with a failing test", () => {
    expect(ci({ FAILING: "test" })).toMatchObject({ status: 1, lastLine: "15 passed, 1 failed, 3 skipped" });
  });
});
