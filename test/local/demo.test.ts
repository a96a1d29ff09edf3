import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { freshFolder, type LocalProcess, startProcess } from "./process.ts";

const CLI = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const TENANT = "northwind-okta";
const TOLD = /The page at http\S+ shows what moves\./;

interface View {
  readonly now: string;
  readonly tenants: readonly {
    readonly id: string;
    readonly people: readonly { readonly key: string; readonly label: string; readonly phase: string }[];
    readonly runs: readonly { readonly states: readonly { readonly outcome: string }[] }[];
  }[];
}

async function viewOf(url: string): Promise<View> {
  const response = await fetch(`${url}/v1/view`);
  expect(response.status).toBe(200);
  return (await response.json()) as View;
}

function peopleOf(view: View): readonly (readonly [key: string, label: string, phase: string])[] {
  const people = view.tenants.find(({ id }) => id === TENANT)?.people ?? [];
  return people.map(({ key, label, phase }) => [key, label, phase] as const);
}

/** Starts the demo and waits for its end. */
async function tellStory(folder: string): Promise<LocalProcess> {
  const told = startProcess("--port", "0", "--data", folder);
  await told.printed(TOLD);
  return told;
}

/** Asks for the view all the time, as many open pages do, until the story is told. */
async function pollUntilTold(told: LocalProcess): Promise<readonly View[]> {
  const url = await told.url();
  const views: View[] = [];
  do views.push(await viewOf(url));
  while (!TOLD.test(told.output()));
  return views;
}

/** The printed command as a shell would run it, on the command line's own file. */
async function runPrinted(command: string): Promise<string> {
  const line = command.replace("npm run -s mastery --", `'${process.execPath}' '${CLI}'`);
  const { stdout } = await promisify(execFile)("sh", ["-c", line]);
  return stdout;
}

it("tells the story in at most 60 lines, with a leaver who could sign in before and cannot any more", async () => {
  const told = await tellStory(freshFolder());
  const output = told.output();
  expect(output.trimEnd().split("\n").length).toBeLessThanOrEqual(60);
  expect(output).toContain("Okta says: ACTIVE; she can sign in.");
  expect(output).toContain("Ana can sign in. An operator orders her leave.");
  const [, seconds] = /sign-in was refused ([\d.]+) s after the order\. Okta says: DEPROVISIONED/.exec(output) ?? [];
  expect(Number(seconds)).toBeLessThan(5);
  expect(output.match(/→ (joiner|leaver) succeeded .* each verified/g)).toHaveLength(4);
  expect(output).not.toMatch(/✗|failed|Error/);
});

it("shows people as they move, to several readers at once", async () => {
  const told = startProcess("--port", "0", "--data", freshFolder());
  const views = (await Promise.all([pollUntilTold(told), pollUntilTold(told), pollUntilTold(told)])).flat();
  const outcomes = views.flatMap(({ tenants }) => tenants.flatMap(({ runs }) => runs.flatMap(({ states }) => states)));
  expect(new Set(outcomes.map(({ outcome }) => outcome))).toContain("running");
  const phases = new Set(views.flatMap(peopleOf).map(([, , phase]) => phase));
  expect([...phases]).toEqual(expect.arrayContaining(["joined", "left"]));
  expect(views.at(-1)?.tenants[0]?.id).toBe(TENANT);
});

it("prints commands that work as they stand", async () => {
  const told = await tellStory(freshFolder());
  const commands = told.output().match(/npm run -s mastery -- .*/g) ?? [];
  expect(commands.length).toBeGreaterThanOrEqual(6);
  for (const command of commands) expect(await runPrinted(command), command).not.toBe("");
  const left = startsWith(commands, "person leave");
  const shown = await runPrinted(left.replace(/person leave (\S+) .*(--data .*)/, "person show $1 $2"));
  expect(shown).toMatch(/leave/);
});

function startsWith(commands: readonly string[], words: string): string {
  const found = commands.find((command) => command.includes(`-- ${words} `));
  if (found === undefined) throw new Error(`no command ${words} was printed`);
  return found;
}

it("goes on after a restart with the same people, orgs and clock, and hears of what happens in Okta", async () => {
  const folder = freshFolder();
  const first = await tellStory(folder);
  const oldUrl = await first.url();
  const before = await viewOf(oldUrl);
  expect(await first.stop()).toBe(0);
  // Nobody gets the old port back: the hook as registered leads nowhere now.
  const squatter = createServer().listen(Number(new URL(oldUrl).port), "127.0.0.1");
  const second = await tellStory(folder);
  expect(second.output()).toContain("The demo is there already");
  expect(second.output()).not.toContain("Monday");
  const url = await second.url();
  const after = await viewOf(url);
  expect(peopleOf(after)).toEqual(peopleOf(before));
  expect(after.now > before.now).toBe(true);

  await deactivateInOkta(folder, "bo.tane@northwind.example");
  const phaseOfBo = async () => peopleOf(await viewOf(url)).find(([, label]) => label === "Bo Tane")?.[2];
  await expect.poll(phaseOfBo, { timeout: 20_000, interval: 100 }).toBe("left");
  squatter.close();
});

/** What an administrator of the emulated org does, with the API token that the org's file holds. */
async function deactivateInOkta(folder: string, login: string): Promise<void> {
  const port = readFileSync(join(folder, "okta-emulator.port"), "utf8").trim();
  const { orgs } = JSON.parse(readFileSync(join(folder, "okta-emulator.json"), "utf8")) as {
    orgs: { id: string; snapshot: string }[];
  };
  const snapshot = orgs.find(({ id }) => id === TENANT)?.snapshot ?? "";
  const [, token] = /apiTokens.*?"(00[\w-]{40})"/s.exec(snapshot) ?? [];
  const response = await fetch(`http://127.0.0.1:${port}/orgs/${TENANT}/api/v1/users/${login}/lifecycle/deactivate`, {
    method: "POST",
    headers: { authorization: `SSWS ${token}` },
  });
  expect(response.status).toBe(200);
}

it.each([
  ["the first scene", /Monday/],
  ["a joiner under way", /✓ Complete profile/],
  ["days that pass", /Eight days pass/],
  ["a leaver under way", /✓ Block sign-in/],
])(
  "ends with 0 within 5 s when interrupted at %s, says nothing more, and goes on at the next start",
  async (_scene, moment) => {
    const folder = freshFolder();
    const told = startProcess("--port", "0", "--data", folder);
    await told.printed(moment);
    const asked = performance.now();
    expect(await told.stop("SIGINT")).toBe(0);
    expect(performance.now() - asked).toBeLessThan(5000);
    expect(told.output()).not.toMatch(/Error|^ +at |rejection/m);
    const again = await tellStory(folder);
    expect(again.output()).toContain("The story was cut off; it goes on where it was.");
    expect(again.output()).toMatch(/Ana Silva +left/);
    expect(await again.stop("SIGTERM")).toBe(0);
  },
);
