/** The demo of `npm start`, killed at random moments and started again on the same folder until its story ends. */
import { setTimeout as sleepForReal } from "node:timers/promises";
import type { Person } from "../../src/domain/person.ts";
import { type OktaEmulator, startOktaEmulator } from "../../src/emulators/okta/index.ts";
import { openLocalDeps } from "../../src/local/open.ts";
import { firstBrokenEntry, readAudit } from "../../src/stores/audit.ts";
import { heldLeases } from "../../src/stores/mailbox.ts";
import { listOutbox } from "../../src/stores/outbox-record.ts";
import { listPeople } from "../../src/stores/people.ts";
import { listRuns } from "../../src/stores/runs.ts";
import { freshFolder, startProcess } from "../local/process.ts";

const TENANT = "northwind-okta";
const TOLD = /The page at http\S+ shows what moves\./;

/** What stands when the story is over. */
export interface Ending {
  /** Phase by name, of those whom the story is about. */
  readonly people: Readonly<Record<string, string>>;
  /** Who else was touched: those who were there before us are only looked at. */
  readonly strangers: readonly string[];
  /** Status of the account and its groups by login. */
  readonly accounts: Readonly<Record<string, { readonly status: string; readonly groups: readonly string[] }>>;
  readonly unfinishedRuns: readonly string[];
  readonly held: readonly string[];
  readonly leases: number;
  readonly deadLetters: number;
  readonly brokenTrails: number;
  /** How often each kind of message was handed over. */
  readonly messages: Readonly<Record<string, number>>;
  readonly output: string;
}

/** What the story comes to, however often its process is killed. */
export const RIGHT_END: Omit<Ending, "output" | "messages"> = {
  people: { "Ana Silva": "left", "Bo Tane": "joined", "Piet de Vries": "left" },
  accounts: {
    "ana.silva@northwind.example": { status: "DEPROVISIONED", groups: [] },
    "bo.tane@northwind.example": { status: "PROVISIONED", groups: ["All staff", "Sales"] },
    "piet.devries@northwind.example": { status: "DEPROVISIONED", groups: [] },
  },
  strangers: [],
  unfinishedRuns: [],
  held: [],
  leases: 0,
  deadLetters: 0,
  brokenTrails: 0,
};

/** Numbers from 0 to 1 that the seed decides (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One story: its process is killed after each of the delays, as long as it lasts. */
export async function tellKilledStory(delays: Iterator<number>): Promise<{ kills: number[]; ending: Ending }> {
  const folder = freshFolder();
  const kills: number[] = [];
  let output = "";
  for (;;) {
    const started = startProcess("--port", "0", "--data", folder);
    const told = started.printed(TOLD).then(() => "told" as const);
    const delay = delays.next();
    const cut = delay.done ? new Promise<never>(() => {}) : sleepForReal(delay.value, "cut" as const);
    const first = await Promise.race([told, cut]);
    if (first === "told") {
      await quiet(await started.url());
      await started.stop("SIGTERM");
      output += started.output();
      return { kills, ending: await readEnding(folder, output) };
    }
    told.catch(() => undefined); // it ends without having told its story: that is what we did
    await started.stop("SIGKILL");
    kills.push(Math.round(delay.value as number));
    output += `${started.output()}\n--- killed after ${Math.round(delay.value as number)} ms\n`;
  }
}

/** Resolves once nobody is being looked at, for a while. */
async function quiet(url: string): Promise<void> {
  for (let quietLooks = 0; quietLooks < 5; ) {
    const text = await (await fetch(`${url}/v1/view`)).text();
    quietLooks = text.includes('"busy":true') ? 0 : quietLooks + 1;
    await sleepForReal(100);
  }
}

const isInStory = ({ label }: Person): boolean => Object.hasOwn(RIGHT_END.people, label ?? "");

async function readEnding(folder: string, output: string): Promise<Ending> {
  const { deps, close } = await openLocalDeps({ dataDir: folder, create: false });
  const emulator = await startOktaEmulator({ dataFile: `${folder}/okta-emulator.json`, orgs: [] });
  try {
    const people = [];
    for await (const person of listPeople(deps.store, TENANT)) people.push(person);
    const runs = [];
    for await (const run of listRuns(deps.store, TENANT)) runs.push(run);
    const trails = await Promise.all(people.map(({ key }) => readAudit(deps.store, TENANT, key)));
    const messages: Record<string, number> = {};
    for (const { template } of await listOutbox(deps.store, TENANT)) messages[template] = (messages[template] ?? 0) + 1;
    const unfinished = runs.filter(({ status }) => !["succeeded", "unchanged", "superseded"].includes(status));
    return {
      people: Object.fromEntries(people.filter(isInStory).map(({ label, phase }) => [label ?? "", phase])),
      strangers: people.filter((person) => !isInStory(person) && person.phase !== "adopted").map(({ key }) => key),
      accounts: accountsOf(emulator),
      unfinishedRuns: unfinished.map(
        ({ execution, status, error, cause }) => `${execution} ${status} ${error} ${cause}`,
      ),
      held: people.flatMap(({ hold }) => (hold ? [hold.code] : [])),
      leases: (await heldLeases(deps.store, TENANT)).length,
      deadLetters: (await deps.deadLetters?.()) ?? 0,
      brokenTrails: trails.filter((trail) => firstBrokenEntry(trail) !== undefined).length,
      messages,
      output,
    };
  } finally {
    await emulator.close();
    await close();
  }
}

function accountsOf(emulator: OktaEmulator): Ending["accounts"] {
  const org = emulator.org(TENANT);
  const groups = org.groups().filter(({ name }) => name !== "Everyone");
  return Object.fromEntries(
    Object.keys(RIGHT_END.accounts).map((login) => {
      const user = org.users().find(({ profile }) => profile["login"] === login);
      const names = groups.filter(({ memberIds }) => memberIds.includes(user?.id ?? "")).map(({ name }) => name);
      return [login, { status: user?.status ?? "no account", groups: names.sort() }];
    }),
  );
}
