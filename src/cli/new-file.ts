import { writeFileSync } from "node:fs";
import { InvalidInput } from "../domain/errors.ts";

/** Writes a file that was not there: `a.csv`, or `a.2.csv` beside it. @throws InvalidInput when the place takes none. */
export function writeNewFile(path: string, text: string): string {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? path : path.replace(/(\.[^./]*)$/, `.${n}$1`);
    try {
      writeFileSync(name, text, { flag: "wx", mode: 0o600 });
      return name;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
      if (code !== "EEXIST") throw new InvalidInput(`the file was imported, but ${name} cannot be written (${code})`);
    }
  }
}
