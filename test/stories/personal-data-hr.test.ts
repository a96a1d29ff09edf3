// Nothing of what HR's files say of somebody is seen outside the store, whether a file is taken or not.
import { expect, it } from "vitest";
import { CANARY, expectNoCanary, REASON } from "./canary.ts";
import { HR_FILES, workerInHr } from "./hr-file.ts";
import { observe, type Seen } from "./observed.ts";
import { operate } from "./operator.ts";
import { TENANT, type World } from "./world.ts";

const HEADER =
  "WorkerID,WorkerStatus,FirstName,LastName,WorkEmail,PersonalEmail,Department,JobTitle,HireDate,TerminationDate";
const POLICY = {
  joiner: {
    welcomeManager: false,
    groups: [{ group: "Sales", when: { department: "Kanari Sales" } }],
  },
};
const OPTIONS = { mode: "hr" as const, hr: HR_FILES, policy: POLICY };

interface Row {
  readonly status?: string;
  readonly last?: string;
  readonly email?: string;
  readonly department?: string;
  readonly hire?: string;
  readonly leaves?: string;
}

function row(id: string, row: Row = {}): string {
  const { status = "Active", last = CANARY.lastName, department = CANARY.department } = row;
  const { email = `kanari-${id}@story.example`, hire = "2026-02-02", leaves = "" } = row;
  const private_ = `zephyr-${id}@home.example`;
  return [id, status, CANARY.firstName, last, email, private_, department, CANARY.title, hire, leaves].join();
}

/** What became of the file, or why it was not even read. */
async function upload(world: World, ...lines: readonly string[]): Promise<string> {
  const content = Buffer.from(`${lines.join("\n")}\n`).toString("base64");
  const file = { tenantId: TENANT, file: "hr.csv", content, uploadedBy: "op" };
  const { record, rows } = await operate(world, "feed.upload", { ...file, shrinkageReason: REASON });
  return [record.status, ...rows.map(({ outcome }) => outcome)].join();
}

const flowsOf = async (world: World, id: string) =>
  (await workerInHr(world, id)).runs.flatMap(({ machine, status }) => (machine ? `${machine} ${status}` : []));
const textOf = (seen: readonly Seen[]): string => seen.map(({ text }) => text).join("\n");

it("files that hire, move, rename and end people", async () => {
  const seen = await observe(OPTIONS, async (world) => {
    expect(await upload(world, HEADER, row("1"), row("2"))).toBe("accepted,new,new");
    await upload(world, HEADER, row("1", { department: "Kanari Sales" }), row("2", { last: "Kanari" }));
    await upload(world, HEADER, row("1"), row("2", { status: "Terminated", leaves: "2026-03-01" }));
    await upload(world, HEADER, row("2", { status: "Terminated", leaves: "2026-03-01" }));
    await world.days(1);
    expect(await flowsOf(world, "1")).toEqual(["joiner succeeded", "mover succeeded", "mover succeeded"]);
    expect(await flowsOf(world, "2")).toEqual(["joiner succeeded", "mover succeeded", "leaver succeeded"]);
  });
  expectNoCanary(seen, "joiner", "mover", "leaver");
});

it("a row that is held back", async () => {
  const seen = await observe(OPTIONS, async (world) => {
    const good = Array.from({ length: 12 }, (_, n) => row(String(n), { hire: "2026-06-01" }));
    const unusable = row("zephyrine@kanari.example", { status: "Kanarial" });
    expect(await upload(world, HEADER, row("now"), ...good, unusable)).toMatch(/^accepted,new,.*held back$/);
    expect(await flowsOf(world, "now")).toEqual(["joiner succeeded"]);
  });
  expect(textOf(seen)).toContain("rows of the HR file");
  expectNoCanary(seen, "joiner");
});

it("files that are rejected: cut off, without a column, twice the same worker, in another encoding", async () => {
  const seen = await observe(OPTIONS, async (world) => {
    const files = [
      [HEADER, row("1"), row("2").slice(0, 25)],
      [`Nummer,${HEADER.slice(HEADER.indexOf(",") + 1)}`, row("1")],
      [HEADER, row("1"), row("1", { last: "Kanari" })],
      [HEADER, `"${row("1")}`],
      [row("1"), row("2")],
      [
        HEADER,
        row("kanari kanari"),
        row("zephyrine.quackenbush@story.example"),
        row("zephyrine.quackenbush@story.example"),
      ],
    ];
    for (const lines of files) expect(await upload(world, ...lines)).toBe("rejected");
    const latin = Buffer.from(`${HEADER}\n${row("1")}é\n`, "latin1").toString("base64");
    const file = { tenantId: TENANT, file: "hr.csv", content: latin, uploadedBy: "op" };
    expect((await operate(world, "feed.upload", file)).record.status).toBe("rejected");
  });
  expect(textOf(seen)).toContain("HR file rejected");
  expectNoCanary(seen);
});

it("somebody of the file whose groups Okta refuses, and somebody whose account is disputed", async () => {
  const seen = await observe(OPTIONS, async (world) => {
    const email = "kanari-2@story.example";
    for (const login of [email, "kanari-3@story.example"])
      world.org.seedUser({ profile: { login, email, firstName: "Else", lastName: "Kanari" } });
    const path = "/api/v1/groups/**";
    world.org.faults.add({ method: "PUT", path, kind: "status", status: 403, times: 100 });
    await upload(world, HEADER, row("1", { department: "Kanari Sales" }), row("2"));
    expect(await flowsOf(world, "1")).toContain("joiner failed");
    expect((await workerInHr(world, "2")).person.hold).toMatchObject({ code: "disputed-account" });
  });
  expect(textOf(seen)).toContain("AccessDenied");
  expectNoCanary(seen, "joiner");
});
