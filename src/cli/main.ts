import { text } from "node:stream/consumers";
import { runCommandLine } from "./command-line.ts";
import { COMMANDS } from "./commands/all.ts";

// A reader that has seen enough (`| head`) closes the pipe: that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

const status = await runCommandLine(process.argv.slice(2), COMMANDS, {
  stdout: (line) => process.stdout.write(`${line}\n`),
  stderr: (line) => process.stderr.write(`${line}\n`),
  readStdin: async () => (process.stdin.isTTY ? undefined : text(process.stdin)),
  env: process.env,
});

// Nothing that was left open keeps a person waiting: ends once what was written has been taken.
process.stdout.write("", () => process.stderr.write("", () => process.exit(status)));
