import { expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/all.ts";
import { parseArguments } from "../../src/cli/parse-arguments.ts";
import { suggest } from "../../src/cli/suggest.ts";
import { inFolder, mastery, masteryProcess } from "./command.ts";

it("without a command exits with 2 and the usage on stderr", async () => {
  const { status, stdout, stderr } = await masteryProcess();
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  for (const { path } of COMMANDS) expect(stderr).toContain(path.join(" "));
});

it("help exits with 0 and prints on stdout", async () => {
  const { status, stdout, stderr } = await masteryProcess("help", "person", "leave");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain("usage: mastery person leave WHO --tenant ID --reason TEXT");
});

it.each([
  [["persn", "list"], /did you mean person\?/],
  [["person", "lst"], /did you mean person list\?/],
  [["person"], /which person command\?/],
  [["status", "--tennant", "acme"], /unknown flag --tennant; did you mean --tenant\?/],
  [["status", "--tenant"], /--tenant/],
  [["tenant", "show"], /ID is missing/],
  [["tenant", "show", "a", "b"], /unexpected argument b/],
  [["person", "leave", "ana", "--reason", "x"], /--tenant ID is required/],
  [["person", "leave", "ana", "--tenant", "acme"], /--reason TEXT is required/],
  [["executions", "list", "--limit", "0"], /--limit takes/],
  [["emulate", "okta", "--port", "70000"], /--port takes/],
])("refuses %j with 2, a reason and a usage", async (args, reason) => {
  const { status, stdout, stderr } = await mastery(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr.split("\n")[0]).toMatch(reason);
  expect(stderr).toContain("usage: mastery");
});

it("with --json puts one document on stdout even when it fails, and text for people on stderr", async () => {
  await inFolder(async (dir) => {
    const wrong = await masteryProcess("persn", "--json");
    expect(wrong.status).toBe(2);
    expect(JSON.parse(wrong.stdout)).toMatchObject({ error: { name: "UsageError" } });
    const failed = await masteryProcess("status", "--json", "--data", `${dir}/none`);
    expect(failed.status).toBe(1);
    expect(JSON.parse(failed.stdout)).toMatchObject({ error: { name: "InvalidInput" } });
    expect(failed.stderr).toMatch(/^mastery: there is no data folder .*npm start.*\n$/);
  });
});

it("takes flags before, between and after the words of a command", () => {
  for (const args of [
    ["--json", "--data", "d", "person", "show", "ana"],
    ["person", "--data", "d", "show", "--json", "ana"],
    ["person", "show", "ana", "--json", "--data=d"],
  ]) {
    const parsed = parseArguments(args, COMMANDS);
    expect(parsed).toMatchObject({ kind: "command", positionals: ["ana"], values: { json: true, data: "d" } });
  }
});

it("suggests what is near and nothing that is not", () => {
  const words = ["person", "tenant", "simulate"];
  expect(suggest("tennant", words)).toBe("tenant");
  expect(suggest("sim", words)).toBe("simulate");
  expect(suggest("zebra", words)).toBeUndefined();
});
