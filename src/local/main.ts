import { MasteryError } from "../domain/errors.ts";
import { parseStartOptions } from "./options.ts";
import { serve } from "./serve.ts";

/** `npm start`: one clear line and exit status 1 for what a person can mend. */
try {
  await serve(parseStartOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof MasteryError)) throw error;
  console.error(error.message);
  process.exit(1);
}
