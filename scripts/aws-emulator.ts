/**
 * Runs MiniStack, a local AWS emulator in Python, on a free port of the loopback interface. As a command:
 * `node scripts/aws-emulator.ts <command> …` runs the command with its address and dummy credentials.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { patchEmulator } from "./aws-emulator-patches.ts";

/** The version that docs/aws-emulation.md describes. */
const PACKAGE = "ministack==1.5.33";
const REGION = "eu-west-1";
const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const HOME = join(ROOT, ".aws-emulator");
const BIN = join(HOME, "venv", process.platform === "win32" ? "Scripts" : "bin");
const START_TIMEOUT_MS = 60_000;

export interface AwsEmulator {
  readonly endpoint: string;
  readonly region: string;
  stop(): Promise<void>;
}

/** Installs it on first use (needs python3 with venv, and the package index that pip is set up for). */
export async function startAwsEmulator(): Promise<AwsEmulator> {
  install();
  const port = await freePort();
  const log = join(HOME, "emulator.log");
  const output = openSync(log, "w");
  const server = spawn(join(BIN, "ministack"), [], {
    stdio: ["ignore", output, output],
    env: {
      ...process.env,
      // Lambdas run on the first `node` of the path: this one.
      PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter),
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      MINISTACK_REGION: REGION,
      PERSIST_STATE: "0",
    },
  });
  closeSync(output);
  const kill = (): boolean => server.kill("SIGKILL");
  process.once("exit", kill);
  const endpoint = `http://localhost:${port}`; // the host that it puts into the addresses of queues
  try {
    await untilHealthy(server, endpoint);
  } catch (error) {
    kill();
    throw new Error(`the AWS emulator did not start:\n${readFileSync(log, "utf8").slice(-2000)}`, { cause: error });
  }
  return {
    endpoint,
    region: REGION,
    stop: async () => {
      process.removeListener("exit", kill);
      if (server.exitCode !== null) return;
      const ended = once(server, "exit");
      server.kill("SIGTERM");
      const forced = setTimeout(kill, 5000);
      await ended;
      clearTimeout(forced);
    },
  };
}

function install(): void {
  const marker = join(HOME, "installed");
  if (existsSync(marker) && readFileSync(marker, "utf8") === PACKAGE) return;
  mkdirSync(HOME, { recursive: true });
  console.error(`installing ${PACKAGE} under .aws-emulator/ …`);
  execFileSync("python3", ["-m", "venv", join(HOME, "venv")], { stdio: "inherit" });
  execFileSync(join(BIN, "python"), ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE], {
    stdio: "inherit",
  });
  const where = "import ministack; print(ministack.__path__[0])";
  patchEmulator(execFileSync(join(BIN, "python"), ["-c", where], { encoding: "utf8" }).trim());
  writeFileSync(marker, PACKAGE);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

async function untilHealthy(server: ChildProcess, endpoint: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`it ended with ${server.exitCode}`);
    const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`it was not healthy within ${START_TIMEOUT_MS / 1000} s`);
}

async function runWithEmulator([command = "", ...args]: readonly string[]): Promise<number> {
  const emulator = await startAwsEmulator();
  try {
    const child = spawn(command, args, {
      stdio: "inherit",
      env: {
        ...process.env,
        AWS_ENDPOINT_URL: emulator.endpoint,
        AWS_REGION: emulator.region,
        AWS_DEFAULT_REGION: emulator.region,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
      },
    });
    const [code] = await once(child, "exit");
    return typeof code === "number" ? code : 1;
  } finally {
    await emulator.stop();
  }
}

if (import.meta.main) {
  const command = process.argv.slice(2);
  if (command.length === 0) {
    console.error("usage: node scripts/aws-emulator.ts <command> [argument …]");
    process.exitCode = 2;
  } else {
    process.exitCode = await runWithEmulator(command);
  }
}
