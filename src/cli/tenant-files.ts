import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { InvalidInput } from "../domain/errors.ts";

export interface TenantFile {
  readonly file: string;
  readonly text: string;
}

/** The file, or every `.json` file of the folder in order of name. @throws InvalidInput when there is none to read. */
export function readTenantFiles(path: string): readonly TenantFile[] {
  const read = (file: string): TenantFile => ({ file, text: readFileSync(file, "utf8") });
  try {
    if (!statSync(path).isDirectory()) return [read(path)];
    const names = readdirSync(path).filter((name) => name.endsWith(".json") && !name.endsWith(".schema.json"));
    if (names.length === 0) throw new InvalidInput(`the folder ${path} holds no .json file`);
    return names.sort().map((name) => read(join(path, name)));
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new InvalidInput(`${path} cannot be read (${String(error.code)})`);
  }
}
