// What HR writes into a file and drops into the feed folder comes true in Okta; what is not in a file makes nobody leave.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { epochMsOf, type Instant } from "../../src/domain/time.ts";
import { readPerson, resolvePerson } from "../../src/stores/people.ts";
import { listRunsOf } from "../../src/stores/runs.ts";
import { forTenant } from "../../src/stores/tenant-store.ts";
import { trailOf } from "./trail.ts";
import { inWorld, TENANT, type World } from "./world.ts";

const HEADER =
  "WorkerID,WorkerStatus,FirstName,LastName,WorkEmail,PersonalEmail,Department,JobTitle,HireDate,TerminationDate";
const POLICY = {
  joiner: {
    welcomeManager: false,
    groups: [
      { group: "All staff" },
      { group: "Engineering", when: { department: "Engineering" } },
      { group: "Sales", when: { department: "Sales" } },
    ],
  },
};

interface Row {
  readonly id: string;
  readonly first: string;
  readonly department?: string;
  readonly title?: string;
  readonly hire?: string;
  readonly termination?: string;
}

const rowOf = ({
  id,
  first,
  department = "Engineering",
  title = "Engineer",
  hire = "2026-03-02",
  termination = "",
}: Row) => {
  const mail = first.toLowerCase();
  return `${id},Active,${first},Silva,${mail}@story.example,${mail}@home.example,${department},${title},${hire},${termination}`;
};

interface Harbor extends World {
  /** HR drops a file, and everything that follows from it happens. */
  drop(name: string, text: string): Promise<void>;
  send(name: string, ...rows: readonly Row[]): Promise<void>;
  /** What lies in a part of the tenant's feed folder. */
  folder(part: string): string[];
  textOf(part: string, name: string): string;
  /** The person of a worker, and the Okta account, by the worker's id. */
  worker(id: string): Promise<{ phase: string; userId: string; groups: readonly string[]; flows: string[] }>;
  until(instant: string): Promise<void>;
}

async function inHarbor(story: (harbor: Harbor) => Promise<void>): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "mastery-hr-"));
  const hr = { importedBy: "mastery", feed: { type: "csv", name: "hr", kind: "full" } };
  const at = (...parts: string[]): string => join(dataDir, "feeds", TENANT, ...parts);
  try {
    await inWorld({ mode: "hr", hr, policy: POLICY, dataDir }, async (world) => {
      const { runtime, clock } = world;
      const store = forTenant(runtime.deps.store, TENANT);
      const drop: Harbor["drop"] = async (name, text) => {
        await runtime.pollFeeds(); // makes the folders
        writeFileSync(at("incoming", name), text);
        await runtime.pollFeeds();
        await runtime.pollFeeds();
        await world.settle();
      };
      await story({
        ...world,
        drop,
        send: (name, ...rows) => drop(name, `${[HEADER, ...rows.map(rowOf)].join("\n")}\n`),
        folder: (part) => readdirSync(at(part)).sort(),
        textOf: (part, name) => readFileSync(at(part, name), "utf8"),
        worker: async (id) => {
          const subject = { provider: "csv" as const, id: `hr:${id}` };
          const key = await resolvePerson(store, TENANT, subject, runtime.deps.ids.personKey);
          const { phase, links } = (await readPerson(store, TENANT, key))!.value;
          const userId = links.find(({ provider }) => provider === "okta")?.id ?? "none";
          const runs = await listRunsOf(store, TENANT, key);
          const flows = runs.filter(({ machine }) => machine).map(({ machine, status }) => `${machine} ${status}`);
          return { phase, userId, groups: userId === "none" ? [] : await world.groupsOf(userId), flows };
        },
        until: async (instant) => {
          await clock.advance(epochMsOf(instant as Instant) - epochMsOf(clock.now()));
          await runtime.sweep();
          await world.settle();
        },
      });
    });
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const ANA: Row = { id: "W1", first: "Ana" };
const TEAM: readonly Row[] = Array.from({ length: 9 }, (_, n) => ({ id: `T${n}`, first: `T${n}`, hire: "2026-06-01" }));

describe("an HR file in the feed folder", () => {
  it("hires: the account is made, has its groups, and was read back", () =>
    inHarbor(async (world) => {
      const { send, worker, status, folder, textOf } = world;
      await send("monday.csv", ANA);
      const ana = await worker("W1");
      expect(ana).toMatchObject({ phase: "joined", flows: ["joiner succeeded"] });
      expect(ana.groups).toEqual(expect.arrayContaining(["All staff", "Engineering"]));
      expect(["ACTIVE", "PROVISIONED"]).toContain(status(ana.userId));
      expect(folder("processed")).toEqual(["monday.csv", "monday.csv.results.csv"]);
      expect(textOf("processed", "monday.csv.results.csv")).toMatch(/\r\n2,W1,new,,p-\w{26}\r\n/);
      expect(await trailOf(world, ana.userId)).toEqual([
        "feed hr: new worker",
        "mastery: joiner for unmatched: the employee of the worker record in hr (Active); create-account, add-group x2, activate",
        "mastery: linked",
        "mastery: joiner verified, 4 read back: joined",
      ]);
    }));

  it("takes a termination back when HR does, although the file is that of the day before", () =>
    inHarbor(async (world) => {
      const { send, worker, status, until } = world;
      await send("monday.csv", ANA);
      await send("tuesday.csv", { ...ANA, termination: "2026-03-04" });
      await send("wednesday.csv", ANA);
      await until("2026-03-05T11:00:00.000Z");
      const { userId, phase } = await worker("W1");
      expect(phase).toBe("joined");
      expect(status(userId)).not.toBe("DEPROVISIONED");
      expect(await trailOf(world, userId)).toEqual([
        "feed hr: new worker",
        "mastery: joiner for unmatched: the employee of the worker record in hr (Active); create-account, add-group x2, activate",
        "mastery: linked",
        "mastery: joiner verified, 4 read back: joined",
        "feed hr: changed worker: dates.termination",
        "mastery: nothing to do (joined) for linked: unchanged; due end at 2026-03-04T11:00Z",
        "feed hr: changed worker: dates.termination",
        "mastery: nothing to do (joined) for linked: unchanged",
      ]);
    }));

  it("ends access at the end of the last day in Auckland, and not before", () =>
    inHarbor(async (world) => {
      const { send, worker, status, until } = world;
      await send("monday.csv", ANA);
      await send("tuesday.csv", { ...ANA, termination: "2026-03-04" });
      const { userId } = await worker("W1");
      await until("2026-03-04T10:59:00.000Z");
      expect(status(userId)).not.toBe("DEPROVISIONED");
      expect((await worker("W1")).phase).toBe("joined");
      await until("2026-03-04T11:00:00.000Z");
      expect(status(userId)).toBe("DEPROVISIONED");
      expect((await worker("W1")).flows.at(-1)).toBe("leaver succeeded");
      expect(await trailOf(world, userId)).toEqual([
        "feed hr: new worker",
        "mastery: joiner for unmatched: the employee of the worker record in hr (Active); create-account, add-group x2, activate",
        "mastery: linked",
        "mastery: joiner verified, 4 read back: joined",
        "feed hr: changed worker: dates.termination",
        "mastery: nothing to do (joined) for linked: unchanged; due end at 2026-03-04T11:00Z",
        "mastery: leaver for linked: the employment is over: the employee of the worker record in hr (Active); block-sign-in, clear-sessions, record-groups, remove-group x2",
        "mastery: leaver verified, 5 read back: left",
      ]);
    }));

  it("moves: another department brings its groups and takes the former ones away", () =>
    inHarbor(async (world) => {
      const { send, worker, org } = world;
      await send("monday.csv", ANA);
      await send("tuesday.csv", { ...ANA, department: "Sales", title: "Account manager" });
      const ana = await worker("W1");
      expect(ana.flows).toEqual(["joiner succeeded", "mover succeeded"]);
      expect(ana.groups).toContain("Sales");
      expect(ana.groups).not.toContain("Engineering");
      expect(org.user(ana.userId)).toMatchObject({ profile: { department: "Sales", title: "Account manager" } });
      expect(await trailOf(world, ana.userId)).toEqual([
        "feed hr: new worker",
        "mastery: joiner for unmatched: the employee of the worker record in hr (Active); create-account, add-group x2, activate",
        "mastery: linked",
        "mastery: joiner verified, 4 read back: joined",
        "feed hr: changed worker: job.department, job.title",
        "mastery: mover for linked: move: department, title changed; update-profile, add-group, remove-group",
        "mastery: mover verified, 3 read back: joined",
      ]);
    }));

  it("without somebody who was in it before lets nobody leave, and says so", () =>
    inHarbor(async (world) => {
      const { send, worker, status, days, textOf } = world;
      await send("monday.csv", ANA, ...TEAM);
      const { userId } = await worker("W1");
      const before = status(userId);
      await send("tuesday.csv", ...TEAM);
      await days(3);
      expect(status(userId)).toBe(before);
      expect(await worker("W1")).toMatchObject({ phase: "joined", flows: ["joiner succeeded"] });
      expect(textOf("processed", "tuesday.csv.results.csv")).toMatch(
        /\r\n,W1,not in the file,nobody leaves because of that,p-\w{26}\r\n$/,
      );
      expect(await trailOf(world, userId)).toEqual([
        "feed hr: new worker",
        "mastery: joiner for unmatched: the employee of the worker record in hr (Active); create-account, add-group x2, activate",
        "mastery: linked",
        "mastery: joiner verified, 4 read back: joined",
      ]);
    }));

  it("that is only half a file changes nobody", () =>
    inHarbor(async ({ send, drop, worker, folder, textOf }) => {
      await send("monday.csv", ANA, ...TEAM);
      const leaving = [ANA, ...TEAM].map((row) => rowOf({ ...row, department: "Sales", termination: "2026-03-02" }));
      const whole = `${[HEADER, ...leaving].join("\n")}\n`;
      await drop("tuesday.csv", whole.slice(0, whole.length / 2));
      expect(await worker("W1")).toMatchObject({ phase: "joined", flows: ["joiner succeeded"] });
      expect(folder("rejected")).toEqual(["tuesday.csv", "tuesday.csv.problems.txt"]);
      expect(textOf("rejected", "tuesday.csv.problems.txt")).toMatch(/^line \d+: .*cut off/);
    }));

  it("that comes twice is processed once", () =>
    inHarbor(async ({ send, worker, folder }) => {
      await send("monday.csv", ANA);
      await send("again.csv", ANA);
      expect((await worker("W1")).flows).toEqual(["joiner succeeded"]);
      expect(folder("processed")).toHaveLength(4);
    }));
});
