import { describe, expect, it } from "vitest";
import { csv, GINNIE, HEADER, many, NYSSA, problemsOf, read } from "./files.ts";

const gone = "1783,Active,Genevra,Melony,2017-08-21,,Developer";
const lastGood = { rows: 10, fields: [] };

describe("a file is rejected as a whole, and nobody changes, when it", () => {
  it.each<[string, string | Buffer, readonly string[]]>([
    ["is empty", "", ["the file is empty"]],
    ["holds only blank lines", "\n \n", ["the file holds nothing but blank lines"]],
    ["has a header and no rows", csv(), ["the file has a header and no rows"]],
    [
      "is not UTF-8",
      Buffer.from(csv(GINNIE, NYSSA.replace("Roscoe", "Müller")), "latin1"),
      ["line 3: byte 149 is not UTF-8: save the file as CSV UTF-8"],
    ],
    [
      "is cut inside a character",
      Buffer.from(csv(GINNIE, NYSSA.replace("Engineer", "Ingénieur"))).subarray(0, -7),
      ["line 3: byte 180 is not UTF-8: save the file as CSV UTF-8, or the file is cut off there"],
    ],
    ["is UTF-16", Buffer.from(`\uFEFF${csv(GINNIE)}`, "utf16le"), ["line 1: the file is UTF-16: save it as CSV UTF-8"]],
    [
      "is UTF-16 without a mark",
      Buffer.from(csv(GINNIE), "utf16le"),
      ["line 1: the file is UTF-16: save it as CSV UTF-8"],
    ],
    [
      "holds a NUL",
      csv(GINNIE.replace("Ginnie", "Gin\0nie")),
      ["line 2: a control character (NUL or the like) at byte 90: no text file"],
    ],
    [
      "is a workbook",
      Buffer.from("PK\u0003\u0004rest"),
      ["this is a workbook or an archive, no text: save it as CSV UTF-8"],
    ],
    [
      "has a row that is too short",
      csv(GINNIE, "1783,Active,Genevra"),
      ["line 3: the row has 3 cells, the header has 7: cut off, or a delimiter inside a cell that is not quoted"],
    ],
    [
      "has rows that are too long",
      csv(`${GINNIE},x`, NYSSA, `${gone},y,z`),
      [
        "line 2: the row has 8 cells, the header has 7: cut off, or a delimiter inside a cell that is not quoted",
        "line 4: the row has 9 cells, the header has 7: cut off, or a delimiter inside a cell that is not quoted",
      ],
    ],
    [
      "breaks off inside quotes",
      csv(GINNIE, '1783,Active,"Genevra'),
      ["line 3: a quoted cell is opened and never closed: the file is cut off, or a quote is not doubled"],
    ],
    [
      "has text behind a quoted cell",
      csv('1783,Active,"Gen"evra,Melony,,,'),
      ["line 2: there is text behind a closing quote: quotes inside a cell must be doubled"],
    ],
    [
      "has a quote inside a cell",
      csv('1783,Active,Gen"evra,Melony,,,'),
      ["line 2: there is a quote inside a cell that is not quoted: quote the cell and double the quote"],
    ],
    [
      "lacks a column, with a near name",
      csv(GINNIE).replace("WorkerID", "worker id").replace("LastName", "LastNam"),
      [
        "line 1, WorkerID: the column is missing; is it the one called worker id? Name it under columns",
        "line 1, LastName: the column is missing; is it the one called LastNam? Name it under columns",
      ],
    ],
    [
      "lacks a column, with no near name",
      "WorkerID,FirstName,LastName,Town\n1,Ginnie,Fadiman,Ghent\n",
      ["line 1, WorkerStatus: the column is missing; the file has: WorkerID, FirstName, LastName, Town"],
    ],
    [
      "lacks the header row: no cell of a person is repeated",
      "W1,Active,Jane,Doe,jane@home.example,Active\nW2,Active,Al,Bo,al@home.example,Active\n",
      [
        "line 1: none of the columns is named in the first row: is the header row missing? It needs WorkerID, WorkerStatus, FirstName, LastName, or the file's own names under columns",
      ],
    ],
    [
      "is separated by something else",
      csv(GINNIE).replaceAll(",", ";"),
      ["line 1: the cells seem to be separated by ;: say so under delimiter"],
    ],
    [
      "has a column twice",
      csv(GINNIE).replace("JobTitle", "HireDate"),
      ["line 1, HireDate: the column is there more than once"],
    ],
    [
      "has a worker twice",
      csv(GINNIE, NYSSA, ` ${GINNIE}`, GINNIE),
      ["line 4: the worker's id is that of line 2", "line 5: the worker's id is that of line 2"],
    ],
  ])("%s", (_what, file, problems) => {
    const reading = read(file);
    expect(reading.verdict).toBe("rejected");
    expect(problemsOf(reading)).toEqual(problems);
  });

  it("has fewer rows than 90 % of the last accepted one", () => {
    expect(problemsOf(read(csv(...many(8)), {}, { lastGood }))).toEqual([
      "8 rows, where the last accepted file had 10: half a file? if that is meant, a named operator uploads the file with --accept-shrinkage and a reason",
    ]);
    expect(read(csv(...many(9)), {}, { lastGood }).verdict).toBe("accepted");
  });
  it("lacks a column that the last accepted one had", () => {
    const before = { rows: 1, fields: ["dates.termination", "job.title", "job.division"] };
    expect(problemsOf(read(csv(GINNIE), {}, { lastGood: before }))).toEqual([
      "line 1: the column for job.division is gone, which the last accepted file had; if that is meant, a named operator uploads the file with --accept-shrinkage and a reason",
    ]);
  });
  it("lacks a column that the config names", () => {
    expect(problemsOf(read(csv(GINNIE), { columns: { "job.department": "Dept" } }))[0]).toMatch(
      /^line 1, Dept: the column is missing; the file has: /,
    );
  });
  it.each([
    ["has no end line", csv(GINNIE), "the last line is not #END with the number of rows: half a file"],
    [
      "has an end line with another number",
      csv(GINNIE, "#END,2"),
      "line 3: #END does not stand before 1, the number of rows in the file: half a file",
    ],
    [
      "has rows behind the end line",
      csv(GINNIE, "#END,1", NYSSA),
      "the last line is not #END with the number of rows: half a file",
    ],
  ])("must have an end line and %s", (_what, file, problem) => {
    expect(problemsOf(read(file, { endMarker: "#END" }))).toContain(problem);
  });
  it("has more than a tenth of rows that cannot be used, and three of them", () => {
    const bad = (id: number) => `${id},Gone fishing,Ana,Silva,2020-01-01,,Clerk`;
    expect(read(csv(bad(1), bad(2), ...many(2))).verdict).toBe("accepted");
    expect(read(csv(bad(1), bad(2), bad(3), ...many(27))).verdict).toBe("accepted");
    expect(problemsOf(read(csv(bad(1), bad(2), bad(3), ...many(26))))).toEqual([
      "3 of 29 rows cannot be used: too many for a file that is right",
      "line 2, WorkerStatus: is a status that statusValues does not map",
      "line 3, WorkerStatus: is a status that statusValues does not map",
      "line 4, WorkerStatus: is a status that statusValues does not map",
    ]);
  });
  it("has more problems than anybody reads: a hundred are listed, the others counted", () => {
    const reading = read(csv(...many(150).map((row) => `${row},x`)));
    expect(reading).toMatchObject({ verdict: "rejected", more: 50 });
    expect(problemsOf(reading)).toHaveLength(100);
  });
});

describe("a file is accepted", () => {
  it.each([
    ["with a byte order mark", `\uFEFF${csv(GINNIE)}`, {}],
    ["with the line ends of Windows", csv(GINNIE, NYSSA).replaceAll("\n", "\r\n"), {}],
    ["with blank lines and rows of nothing but commas", csv(GINNIE, "", ",,,,,,", NYSSA), {}],
    ["with an end line that says how many rows there are", csv(GINNIE, NYSSA, "#END,2"), { endMarker: "#END" }],
    ["with semicolons", csv(GINNIE).replaceAll(",", ";"), { delimiter: ";" }],
  ])("%s", (_what, file, config) => {
    const reading = read(file, config);
    expect(problemsOf(reading)).toEqual([]);
    expect(reading.verdict).toBe("accepted");
  });
  it("that shrank, when a named operator says that it did", () => {
    const before = { rows: 10, fields: ["job.division"] };
    expect(read(csv(GINNIE), {}, { lastGood: before, acceptShrinkage: true }).verdict).toBe("accepted");
  });
  it("that is small, when it holds only who changed", () => {
    expect(read(csv(GINNIE), { kind: "delta" }, { lastGood }).verdict).toBe("accepted");
  });
});

describe("a last line without a line end", () => {
  const cut = csv(GINNIE, NYSSA).slice(0, -1);
  it("is held back: its last cell may be cut", () => {
    const reading = read(cut);
    expect(problemsOf(reading)).toEqual([
      "line 3, JobTitle: may be cut off: the file ends without a line end. End the last line as the others",
    ]);
    expect(reading.verdict === "accepted" && reading.rows.map(({ kind }) => kind)).toEqual(["worker", "held-back"]);
  });
  it("goes through when nobody reads its last column", () => {
    expect(problemsOf(read(cut, { columns: { "job.title": null } }))).toEqual([]);
  });
  it("goes through when it is the end line", () => {
    expect(problemsOf(read(csv(GINNIE, "#END,1").slice(0, -1), { endMarker: "#END" }))).toEqual([]);
  });
});

it("counts lines of the file, not rows: cells may hold line ends", () => {
  const file = `${HEADER},Town\n${GINNIE},"Ghent\nBelgium"\n\n1783,Away,Genevra,Melony,,,,\n`;
  expect(problemsOf(read(file))).toEqual(["line 5, WorkerStatus: is a status that statusValues does not map"]);
});
