// Runs every scripts/generate-*.ts; each writes its files, or with --check fails on drift.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";

const generators = readdirSync(import.meta.dirname).filter((name) => /^generate-.+[.]ts$/.test(name));
const failed = generators.filter((name) => {
  const { status } = spawnSync(process.execPath, [`${import.meta.dirname}/${name}`, ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  return status !== 0;
});
process.exitCode = failed.length > 0 ? 1 : 0;
