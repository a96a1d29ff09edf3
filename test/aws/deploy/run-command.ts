/** Commands as a person types them, in a process of their own. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Everything that `npx --no-install <tool> <args>` prints. @throws Error with that when it fails. */
export async function runTool(tool: string, ...args: readonly string[]): Promise<string> {
  return (await run("npx", ["--no-install", tool, ...args])).everything;
}

/** The JSON that `mastery <args> --json` prints. */
export async function masteryJson<T>(...args: readonly string[]): Promise<T> {
  const { stdout } = await run(process.execPath, [`${ROOT}src/cli/main.ts`, ...args, "--json"]);
  return JSON.parse(stdout) as T;
}

function run(
  command: string,
  args: readonly string[],
): Promise<{ readonly stdout: string; readonly everything: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let everything = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
      everything += chunk;
    });
    child.stderr.on("data", (chunk) => {
      everything += chunk;
    });
    child.once("error", reject);
    child.once("close", (status) => {
      if (status === 0) resolve({ stdout, everything });
      else reject(new Error(`${command} ${args.join(" ")} ended with ${status}:\n${everything}`));
    });
  });
}
