import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, it } from "vitest";
import { freshFolder, run, startProcess } from "./process.ts";

it("names a busy port in one line and ends with 1", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => taken.once("listening", resolve));
  const { port } = taken.address() as { port: number };
  const { status, lines } = await run("--port", String(port), "--data", freshFolder());
  taken.close();
  expect(status).toBe(1);
  expect(lines).toEqual([`port ${port} is in use; choose another with --port N, or --port 0 for any free one`]);
});

it("names the process that has the data folder, and where it answers, in one line and ends with 1", async () => {
  const folder = freshFolder();
  const first = startProcess("--no-demo", "--port", "0", "--data", folder);
  const url = await first.url();
  const { status, lines } = await run("--port", "0", "--data", folder);
  expect(status).toBe(1);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(`process ${first.pid} at ${url}`);
  expect(lines[0]).toContain(folder);
  expect((await fetch(`${url}/v1/health`)).status).toBe(200);
});

it("takes the folder of a process that was killed", async () => {
  const folder = freshFolder();
  const first = startProcess("--no-demo", "--port", "0", "--data", folder);
  await first.url();
  await first.stop("SIGKILL");
  const second = startProcess("--no-demo", "--port", "0", "--data", folder);
  await second.url();
  expect(await second.stop()).toBe(0);
});

it("names a folder that cannot be written in one line and ends with 1", async () => {
  const file = join(freshFolder(), "a-file");
  writeFileSync(file, "");
  const unwritable = [file, join(file, "below"), ...(process.platform === "linux" ? ["/proc/mastery"] : [])];
  for (const folder of unwritable) {
    const { status, lines } = await run("--port", "0", "--data", folder);
    expect(status).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`the data folder ${folder} cannot be written`);
  }
});

it.each([
  [["--port", "abc"], "--port takes a number from 0 to 65535"],
  [["--port", "65536"], "--port takes a number from 0 to 65535"],
  [["--port"], "Option '--port <value>' argument missing"],
  [["--data="], "--data takes the path of a folder"],
  [["--nope"], "Unknown option '--nope'"],
  [["folder"], "Unexpected argument 'folder'"],
])("answers %j with the problem, the usage and 2", async (args, problem) => {
  const { status, lines } = await run(...args);
  expect(status).toBe(2);
  expect(lines[0]).toContain(problem);
  expect(lines[1]).toMatch(/^usage: npm start -- /);
  expect(lines.join("\n")).not.toMatch(/^ +at /m);
});

it("prints the usage when asked for it, and ends with 0", async () => {
  const { status, lines } = await run("--help");
  expect(status).toBe(0);
  expect(lines[0]).toMatch(/^usage: npm start -- /);
});
