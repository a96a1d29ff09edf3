import { runCommandLine } from "./command-line.ts";
import { COMMANDS } from "./commands/all.ts";

// A reader that has seen enough (`| head`) closes the pipe: that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

const status = await runCommandLine(process.argv.slice(2), COMMANDS, {
  stdout: (text) => process.stdout.write(`${text}\n`),
  stderr: (text) => process.stderr.write(`${text}\n`),
  env: process.env,
});

// Nothing that was left open keeps a person waiting: ends once what was written has been taken.
process.stdout.write("", () => process.stderr.write("", () => process.exit(status)));
