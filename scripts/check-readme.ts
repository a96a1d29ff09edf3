// `npm run check:readme`: runs the commands of README.md in a fresh clone, as somebody does who reads it. A command that is
// neither run nor named here with a reason is a failure.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const COMMAND_LIMIT_MS = 120_000;
/** What the story of `npm start` ends with. */
const TOLD = /The page at \S+ shows what moves\./;

/** Commands that are not run here, and why. */
const ELSEWHERE: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^npm ci && npm test$/, ".ci/run runs both"],
  [/^npx cdk deploy /, "needs an AWS account"],
  [/ --stack-outputs /, "needs a deployed stack"],
];

const readme = readFileSync(join(ROOT, "README.md"), "utf8");
const commands = [...readme.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, body = ""]) => body.trim().split("\n"));
const files = [...readme.matchAll(/^<!-- file: (\S+) -->\n```json\n(.*?)^```/gms)];

const folder = mkdtempSync(join(tmpdir(), "mastery-readme-"));
try {
  const clone = cloneInto(join(folder, "mastery"));
  for (const [, name = "", content = ""] of files) writeFileSync(join(clone, name), content, { mode: 0o600 });
  let failed = 0;
  for (const command of commands) {
    const elsewhere = ELSEWHERE.find(([pattern]) => pattern.test(command));
    if (elsewhere) console.log(`-      ${command}  (${elsewhere[1]})`);
    else if (await succeeds(command, clone)) console.log(`ok     ${command}`);
    else {
      failed += 1;
      console.log(`FAILED ${command}`);
    }
  }
  if (commands.length === 0 || failed > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A clone of what is committed; its packages are those that are installed here. */
function cloneInto(clone: string): string {
  const { status, stderr } = spawnSync("git", ["clone", "--quiet", "--local", ROOT, clone], { encoding: "utf8" });
  if (status !== 0) throw new Error(`the repository could not be cloned: ${stderr}`);
  symlinkSync(join(ROOT, "node_modules"), join(clone, "node_modules"));
  return clone;
}

async function succeeds(command: string, cwd: string): Promise<boolean> {
  const installed = command.replace(/^npm ci && /, "");
  if (installed === "npm start") return tellsItsStory(cwd);
  const { status, stdout, stderr } = spawnSync("bash", ["-ec", installed], {
    cwd,
    encoding: "utf8",
    timeout: COMMAND_LIMIT_MS,
  });
  if (status !== 0) console.log(`${stdout}${stderr}`.replace(/^/gm, "  | "));
  return status === 0;
}

/** Runs until the story has been told, then presses Ctrl-C. The port is a free one: the default may be taken. */
async function tellsItsStory(cwd: string): Promise<boolean> {
  const child = spawn("npm", ["start", "--", "--port", "0"], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const ended = new Promise<string>((resolve) =>
    child.once("close", (status, signal) => resolve(String(status ?? signal))),
  );
  const press = (signal: NodeJS.Signals): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, signal);
  };
  const giveUp = setTimeout(() => press("SIGKILL"), COMMAND_LIMIT_MS);
  let output = "";
  let told = false;
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output += chunk;
      if (told || !TOLD.test(output)) return;
      told = true;
      press("SIGINT");
    });
  const status = await ended;
  clearTimeout(giveUp);
  // npm itself ends by the signal, as it does at a terminal.
  const good = told && ["0", "130", "SIGINT"].includes(status);
  if (!good) console.log(`${output}\nended with ${status}`.replace(/^/gm, "  | "));
  return good;
}
