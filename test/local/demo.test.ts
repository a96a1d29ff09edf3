import { execFile } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleepForReal } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, expect, it } from "vitest";
import { freshFolder, type LocalProcess, launch, makeFolder, removeFolder, startProcess } from "./process.ts";

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

/** Starts the demo and waits until the story is told. */
async function tellStory(folder: string): Promise<LocalProcess> {
  const told = startProcess("--port", "0", "--data", folder);
  await told.printed(TOLD);
  return told;
}

/** Asks for the view again and again, as an open page does, until the story is told. */
async function pollUntilTold(told: LocalProcess): Promise<readonly View[]> {
  const url = await told.url();
  const views: View[] = [];
  for (;;) {
    const isTold = TOLD.test(told.output());
    views.push(await viewOf(url));
    if (isTold) return views;
    await sleepForReal(20);
  }
}

/** A story that was told to several readers at once, and the folder that its process left. */
const first = { folder: "", output: "", url: "", views: [] as readonly View[] };

beforeAll(async () => {
  first.folder = makeFolder();
  const told = launch("--port", "0", "--data", first.folder);
  first.views = (await Promise.all([pollUntilTold(told), pollUntilTold(told), pollUntilTold(told)])).flat();
  first.url = await told.url();
  expect(await told.stop()).toBe(0);
  first.output = told.output();
  return () => removeFolder(first.folder);
});

/** What the first process left, for a test alone. */
function copyOfFolder(): string {
  const folder = freshFolder();
  cpSync(first.folder, folder, { recursive: true });
  return folder;
}

/** The printed command as a shell would run it, on the command line's own file. */
async function runPrinted(command: string): Promise<string> {
  const line = command.replace("npm run -s mastery --", `'${process.execPath}' '${CLI}'`);
  const { stdout } = await promisify(execFile)("sh", ["-c", line]);
  return stdout;
}

it("tells the story in at most 60 lines, with a leaver who could sign in before and cannot any more", () => {
  const { output } = first;
  expect(output.trimEnd().split("\n").length).toBeLessThanOrEqual(60);
  expect(output).toContain("Okta says: ACTIVE; she can sign in.");
  expect(output).toContain("Ana can sign in. An operator orders her leave.");
  const [, seconds] = /sign-in was refused ([\d.]+) s after the order\. Okta says: DEPROVISIONED/.exec(output) ?? [];
  expect(Number(seconds)).toBeLessThan(5);
  expect(output.match(/→ (joiner|leaver) succeeded .* each verified/g)).toHaveLength(4);
  expect(output).not.toMatch(/✗|failed|Error/);
});

it("shows people as they move, to several readers at once", () => {
  const { views } = first;
  const outcomes = views.flatMap(({ tenants }) => tenants.flatMap(({ runs }) => runs.flatMap(({ states }) => states)));
  expect(new Set(outcomes.map(({ outcome }) => outcome))).toContain("running");
  const phases = new Set(views.flatMap(peopleOf).map(([, , phase]) => phase));
  expect([...phases]).toEqual(expect.arrayContaining(["joined", "left"]));
  expect(views.at(-1)?.tenants[0]?.id).toBe(TENANT);
});

it("prints commands that work as they stand", async () => {
  const told = await tellStory(copyOfFolder());
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
  const folder = copyOfFolder();
  const before = first.views.at(-1) as View;
  // Nobody gets the old port back: the hook as registered leads nowhere now.
  const squatter = createServer().listen(Number(new URL(first.url).port), "127.0.0.1");
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

it("ends with 0 within 5 s wherever it is interrupted, says nothing more, and goes on at the next start", async () => {
  const folder = freshFolder();
  const scenes: Readonly<Record<string, RegExp>> = {
    "the first scene": /Monday/,
    "a joiner under way": /✓ Complete profile/,
    "days that pass": /Eight days pass/,
    "a leaver under way": /✓ Block sign-in/,
  };
  for (const [scene, moment] of Object.entries(scenes)) {
    const told = startProcess("--port", "0", "--data", folder);
    await told.printed(moment);
    const asked = performance.now();
    expect(await told.stop("SIGINT"), scene).toBe(0);
    expect(performance.now() - asked, scene).toBeLessThan(5000);
    expect(told.output(), scene).not.toMatch(/Error|^ +at |rejection/m);
    expect(told.output(), scene).not.toMatch(TOLD);
  }
  const again = await tellStory(folder);
  expect(again.output()).toContain("The story was cut off; it goes on where it was.");
  expect(again.output()).toMatch(/Ana Silva +left/);
  expect(await again.stop("SIGTERM")).toBe(0);
});
