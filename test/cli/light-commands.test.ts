import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { inFolder, mastery } from "./command.ts";
import { writeTenant } from "./tenant.ts";

const ENTRY = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
/** Says at the end of a process which packages it has loaded files of. */
const WATCH = `import { registerHooks } from "node:module";
const packages = new Set();
registerHooks({ load: (url, context, next) => {
  const [, name] = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url) ?? [];
  if (name) packages.add(name);
  return next(url, context);
} });
process.on("exit", () => console.log(JSON.stringify([...packages])));`;

function packagesLoadedBy(...args: readonly string[]): readonly string[] {
  const said = execFileSync(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(WATCH)}`, ENTRY, ...args],
    { encoding: "utf8" },
  );
  return JSON.parse(said.trimEnd().split("\n").at(-1) ?? "") as string[];
}

it("a look at what is stored loads neither the SDK of Okta nor that of AWS", async () => {
  await inFolder(async (dir) => {
    const data = ["--data", join(dir, "data")];
    await mastery("tenant", "apply", writeTenant(dir), ...data);
    for (const words of [["tenant", "list"], ["status"], ["executions", "list"]]) {
      const loaded = packagesLoadedBy(...words, ...data);
      expect(loaded).toContain("zod");
      expect(loaded.filter((name) => /^@okta|^@aws-sdk|^@smithy/.test(name))).toEqual([]);
    }
  });
});
