import { describe, expect, it } from "vitest";
import { csv, feed, GINNIE, many, NYSSA, problemsOf, read, recordsOf } from "./files.ts";

// The header and the first rows of Microsoft's reference file for HR feeds.
const MICROSOFT = `"WorkerID","WorkerStatus","WorkerType","UserID","FirstName","LastName","FullName","GenderPronoun","ManagerID","HireDate","OnLeave","Department","Division","CostCenter","Company","Location","JobTitle","StreetAddress","City","CountryCode","OfficePhone","Custom01","Custom02","ZipCode"
"1513","Active","Employee","EMP1513","Ginnie","Fadiman","Ginnie Fadiman","HE/HIM","1959","2010-07-10","False","Product Engineering","Food","CC3035","Woodgrove","Asia Pacific","Project Manager","101 Woodgrove Way","Frankfurt","UK","259-915-1098","Y1083","","79985"
"1783","Active","Contractor","EMP1783","Genevra","Melony","Genevra Melony","THEY/THEM","1535","2017-08-21","True","Sales","Media","CC5081","Fabrikam","Asia Pacific","Software Developer","303 Mansion Ct","Chicago","US","150-150-1586","C1084","","71677"
`;

const row = (changes: Readonly<Record<string, string>>, config: object = {}) => {
  const names = [...new Set(["WorkerID", "WorkerStatus", "FirstName", "LastName", ...Object.keys(changes)])];
  const cells = { WorkerID: "1", WorkerStatus: "Active", FirstName: "Ana", LastName: "Silva", ...changes };
  return read(`${names.join(",")}\n${names.map((name) => cells[name as keyof typeof cells]).join(",")}\n`, config);
};
const recordOf = (changes: Readonly<Record<string, string>>, config: object = {}) =>
  recordsOf(row(changes, config))[0]!;

describe("Microsoft's reference file", () => {
  it("is read without any configuration", () => {
    expect(recordsOf(read(MICROSOFT, { customColumns: ["Custom01", "Custom02"] }))[0]).toEqual({
      schemaVersion: 1,
      source: {
        system: "csv",
        connectionId: "hr",
        sourceWorkerId: "1513",
        observedAt: "2026-03-02T09:00:00.000Z",
        rawHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      workerNumber: "EMP1513",
      workerType: "employee",
      sourceStatus: "Active",
      statusSignal: "active",
      name: { legalGiven: "Ginnie", legalFamily: "Fadiman", display: "Ginnie Fadiman" },
      contact: { workPhone: "259-915-1098" },
      job: {
        title: "Project Manager",
        department: "Product Engineering",
        division: "Food",
        costCenter: "CC3035",
        company: "Woodgrove",
        location: "Asia Pacific",
        managerSourceWorkerId: "1959",
      },
      dates: { hire: "2010-07-10" },
      custom: { Custom01: "Y1083", Custom02: null },
    });
  });
  it("shows who is on leave, and what a contractor is", () => {
    expect(recordsOf(read(MICROSOFT))[1]).toMatchObject({ statusSignal: "leave", workerType: "contingent" });
  });
});

describe("a cell", () => {
  it("that is empty says so; a column that is not there says nothing", () => {
    const { job, dates } = recordOf({ Department: "", TerminationDate: "" });
    expect(job).toEqual({ department: null });
    expect(dates).toEqual({ termination: null });
  });
  it.each([
    ["dd/MM/yyyy", "3/12/2026", "2026-12-03"],
    ["MM/dd/yyyy", "12/03/2026", "2026-12-03"],
    ["yyyy-MM-dd", "2026-12-03", "2026-12-03"],
  ])("is a date as the feed writes it (%s)", (dateFormat, text, date) => {
    expect(recordOf({ HireDate: text }, { dateFormat }).dates.hire).toBe(date);
  });
  it.each([
    ["HireDate", "2026-02-30", "is no date in the form yyyy-MM-dd"],
    ["HireDate", "03/12/2026", "is no date in the form yyyy-MM-dd"],
    ["HireDate", "2026-03-02T00:00:00", "is no date in the form yyyy-MM-dd"],
    ["WorkerStatus", "Inactive", "is a status that statusValues does not map"],
    ["WorkerStatus", "constructor", "is a status that statusValues does not map"],
    ["WorkerStatus", "", "is empty"],
    ["WorkerID", "", "is empty"],
    ["WorkerID", "1".repeat(91), "is longer than 90 characters"],
    ["LastName", "", "is empty"],
    ["OnLeave", "perhaps", "is neither true nor false"],
    ["WorkEmail", "ana at acme", "is no e-mail address"],
    ["TimeZone", "Mars/Olympus", "is not an IANA time zone such as Europe/London"],
    ["JobTitle", "x".repeat(501), "is longer than 500 characters"],
    ["JobTitle", '"Lead\nEngineer"', "holds a line break or another control character"],
    ["ManagerID", "1", "is the worker's own id"],
  ])("%s that holds %j holds the row back", (column, text, what) => {
    const reading = row({ [column]: text });
    expect(problemsOf(reading)).toEqual([`line 2, ${column}: ${what}`]);
    expect(reading.verdict === "accepted" && reading.rows[0]!.kind).toBe("held-back");
  });
  it("is never quoted by a problem", () => {
    const secret = "Zaphod";
    const reading = row({
      HireDate: secret,
      WorkerStatus: secret,
      OnLeave: secret,
      WorkEmail: secret,
      TimeZone: secret,
    });
    expect(problemsOf(reading)).toHaveLength(5);
    expect(JSON.stringify(problemsOf(reading))).not.toContain(secret);
  });
});

describe("a row", () => {
  it.each(["TerminationDate", "LastDayWorked", "ContractEndDate"])(
    "whose %s is before the first day is held back",
    (column) => {
      const reading = row({ HireDate: "2026-03-02", [column]: "2026-03-01" });
      expect(problemsOf(reading)).toEqual([`line 2, ${column}: is before the first day`]);
      expect(recordOf({ HireDate: "2026-03-02", [column]: "2026-03-02" })).toBeDefined();
    },
  );
  it("that is held back does not hold the others back", () => {
    const reading = read(csv(GINNIE.replace("2020-07-10", "soon"), NYSSA, ...many(8)));
    expect(recordsOf(reading)).toHaveLength(9);
    expect(problemsOf(reading)).toEqual(["line 2, HireDate: is no date in the form yyyy-MM-dd"]);
  });
  it("has the same hash for the same content, whatever the order of rows and columns, and another for a change", () => {
    const hash = (reading: ReturnType<typeof read>) =>
      recordsOf(reading)
        .map(({ source }) => source.rawHash)
        .sort();
    const columns = "LastName,FirstName,WorkerStatus,WorkerID\nSilva,Ana,Active,1\n";
    expect(hash(row({}))).toEqual(hash(read(columns)));
    expect(hash(read(csv(GINNIE, NYSSA)))).toEqual(hash(read(csv(NYSSA, GINNIE))));
    expect(hash(row({ JobTitle: "Head" }))).not.toEqual(hash(row({ JobTitle: "Lead" })));
    expect(hash(row({ JobTitle: "" }))).not.toEqual(hash(row({})));
  });
  it("has another hash when its words come to mean something else", () => {
    const [active] = recordsOf(row({}));
    const [leave] = recordsOf(row({}, { statusValues: { active: "leave" } }));
    expect(leave!.source.rawHash).not.toBe(active!.source.rawHash);
  });
});

describe("a termination", () => {
  it.each([
    [
      { TerminationType: "Involuntary", TerminationImmediate: "Yes" },
      { kind: "involuntary", immediate: true },
    ],
    [{ TerminationImmediate: "true" }, { kind: "unknown", immediate: true }],
    [{ TerminationType: "voluntary" }, { kind: "voluntary", immediate: false }],
    [{ TerminationType: "redundancy" }, { kind: "unknown", immediate: false }],
    [{ TerminationType: "", TerminationImmediate: "no" }, null],
    [{}, undefined],
  ])("is read from its columns: %j", (cells, termination) => {
    expect(recordOf(cells as Record<string, string>).termination).toEqual(termination);
  });
});

describe("the configuration of a feed", () => {
  it("names columns, and switches one off that means something else", () => {
    const config = { columns: { "job.title": "Role", "job.department": null } };
    const { job } = recordOf({ Role: "Lead", Department: "yes", JobTitle: "no" }, config);
    expect(job).toEqual({ title: "Lead" });
  });
  it("maps words without case, and adds to the usual ones", () => {
    const config = { statusValues: { " Werkzaam ": "active" }, workerTypes: { ZZP: "contingent" } };
    expect(recordOf({ WorkerStatus: "WERKZAAM", WorkerType: "zzp" }, config)).toMatchObject({
      sourceStatus: "WERKZAAM",
      statusSignal: "active",
      workerType: "contingent",
    });
    expect(recordOf({ WorkerStatus: "terminated", WorkerType: "Board" }, config)).toMatchObject({
      statusSignal: "terminated",
      workerType: "other",
    });
  });
  it("takes an empty type for an employee, and says nothing of it where there is no such column", () => {
    expect(recordOf({ WorkerType: "" }).workerType).toBe("employee");
    expect(recordOf({}).workerType).toBeUndefined();
  });
  it("survives being stored and read again", () => {
    const config = feed({ statusValues: { Weg: "terminated" }, columns: { "job.title": "Role" } });
    expect(feed(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });
});
