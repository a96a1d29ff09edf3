import { enableCompileCache } from "node:module";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

// Half of a short command's time went into compiling what it imports: from the second command on, that lies ready.
// In this installation's own folder, since what lies there is run; where it cannot be written there is no cache.
enableCompileCache(fileURLToPath(new URL("../../node_modules/.cache/mastery", import.meta.url)));
const [{ runCommandLine }, { COMMANDS }] = await Promise.all([
  import("./command-line.ts"),
  import("./commands/all.ts"),
]);

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
