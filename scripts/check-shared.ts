// Runs test/shared against the reference folders, which stay outside the repository.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";

const VARIABLE = "MASTERY_REFERENCE_DIR";
const given = process.env[VARIABLE];

if (given === undefined || given === "") {
  console.log(`${VARIABLE} is not set: nothing was checked, everything in test/shared counts as skipped.`);
  console.log(`Set it to the folder with the reference files, for example ${VARIABLE}=../shared npm run check:shared`);
} else if (!existsSync(given)) {
  console.error(`${VARIABLE} names ${resolve(given)}, which does not exist.`);
  process.exitCode = 1;
} else {
  const { status } = spawnSync(
    "vitest",
    ["run", "--config", "test/shared/vitest.config.ts", ...process.argv.slice(2)],
    {
      stdio: "inherit",
      shell: process.platform === "win32",
      env: { ...process.env, [VARIABLE]: resolve(given) },
    },
  );
  process.exitCode = status ?? 1;
}
