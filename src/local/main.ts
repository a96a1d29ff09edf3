import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import { MasteryError } from "../domain/errors.ts";
import { BadUsage, parseStartOptions, USAGE } from "./options.ts";

// What it imports is compiled once, not at each start; in this installation's own folder, since what lies there is run.
enableCompileCache(fileURLToPath(new URL("../../node_modules/.cache/mastery", import.meta.url)));

/** `npm start`: one clear line and exit status 1 for what a person can mend, the usage and 2 for wrong options. */
try {
  const options = parseStartOptions(process.argv.slice(2));
  if (options) await (await import("./serve.ts")).serve(options);
  else console.log(USAGE);
} catch (error) {
  if (error instanceof BadUsage) end(2, `${error.message}\n${USAGE}`);
  if (!(error instanceof MasteryError)) throw error;
  end(1, error.message);
}

function end(status: number, message: string): never {
  console.error(message);
  process.exit(status);
}
