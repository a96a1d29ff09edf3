import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** Writes a generated file; with `--check` on the command line it only says whether the committed one is the same. */
export function writeOrCheck(path: string, text: string): void {
  const committed = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  if (committed === text) {
    console.log(`${path} is up to date`);
  } else if (process.argv.includes("--check")) {
    console.error(`${path} is not what its source says now: run \`npm run generate\` and commit the result`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, text);
    console.log(`${path} written`);
  }
}
