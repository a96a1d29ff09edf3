// HR files of generated workers: written, shuffled and cut off anywhere.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CsvFeedConfig } from "../../src/connectors/csv/config.ts";
import { readFeedFile } from "../../src/connectors/csv/gate.ts";
import { addDays, type CalendarDate } from "../../src/domain/time.ts";
import type { SentWorker } from "../../src/domain/worker-record.ts";
import type { FeedReading, LastGood } from "../../src/ports/feed-source.ts";
import { OBSERVED } from "../unit/connectors/csv/files.ts";

const DELIMITERS = [",", ";", "\t", "|"] as const;
const COLUMNS = [
  "WorkerID",
  "WorkerStatus",
  "FirstName",
  "LastName",
  "HireDate",
  "TerminationDate",
  "JobTitle",
] as const;

interface Cells {
  readonly id: string;
  readonly status: string;
  readonly first: string;
  readonly last: string;
  readonly hire: string;
  readonly termination: string;
  readonly title: string;
}

/** Names as people have them, and as they do not: with quotes, delimiters, other scripts, pictures. */
const name = fc
  .string({ unit: fc.constantFrom(..."aZ é'\"-,;|𝄞字م".split("")), minLength: 1, maxLength: 8 })
  .map((text) => `${text}x`.trim().toWellFormed());
const worker = fc
  .record({
    id: fc.integer({ min: 1, max: 999_999 }).map(String),
    status: fc.constantFrom("Active", "On leave", "Terminated"),
    first: name,
    last: name,
    hired: fc.integer({ min: 0, max: 3000 }),
    stays: fc.option(fc.integer({ min: 0, max: 3000 })),
    title: fc.option(name).map((title) => title ?? ""),
  })
  .map(({ hired, stays, ...rest }): Cells => {
    const hire = addDays("2015-01-01" as CalendarDate, hired);
    return { ...rest, hire, termination: stays === null ? "" : addDays(hire, stays) };
  });
const workers = fc.uniqueArray(worker, { selector: ({ id }) => id, minLength: 1, maxLength: 12 });

const form = fc.record({
  delimiter: fc.constantFrom(...DELIMITERS),
  lineEnd: fc.constantFrom("\n", "\r\n"),
  quoteAll: fc.boolean(),
  mark: fc.boolean(),
});
type Form = typeof form extends fc.Arbitrary<infer T> ? T : never;

function write(
  people: readonly Cells[],
  { delimiter, lineEnd, quoteAll, mark }: Form,
  order = COLUMNS.map((_, at) => at),
) {
  const cell = (text: string): string =>
    quoteAll || /["\n\r,;|\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const rows = people.map(({ id, status, first, last, hire, termination, title }) => [
    ...[id, status, first, last, hire, termination, title],
  ]);
  const lines = [COLUMNS as readonly string[], ...rows].map((row) => order.map((at) => cell(row[at] ?? "")));
  return Buffer.from((mark ? "\uFEFF" : "") + lines.map((line) => line.join(delimiter) + lineEnd).join(""));
}

function read(bytes: Buffer, { delimiter }: Pick<Form, "delimiter">, lastGood?: LastGood): FeedReading {
  const config = CsvFeedConfig.parse({ type: "csv", name: "hr", kind: "full", delimiter });
  const before = lastGood === undefined ? {} : { lastGood };
  return readFeedFile(bytes, config, { observedAt: OBSERVED, acceptShrinkage: false, ...before });
}

const recordsById = (reading: FeedReading): Map<string, SentWorker> =>
  new Map(
    (reading.verdict === "accepted" ? reading.rows : []).flatMap((row) =>
      row.kind === "worker" ? [[row.workerId, row.record] as const] : [],
    ),
  );

const SIGNALS: Readonly<Record<string, string>> = { Active: "active", "On leave": "leave", Terminated: "terminated" };

describe("any HR file", () => {
  it("gives back every worker that was written to it", () => {
    fc.assert(
      fc.property(workers, form, (people, how) => {
        const records = recordsById(read(write(people, how), how));
        expect(records.size).toBe(people.length);
        for (const { id, status, first, last, hire, termination, title } of people)
          expect(records.get(id)).toMatchObject({
            name: { legalGiven: first, legalFamily: last },
            statusSignal: SIGNALS[status],
            job: { title: title || null },
            dates: { hire, termination: termination || null },
          });
      }),
      { numRuns: 200 },
    );
  });
  it("means the same in any order of rows and columns", () => {
    const shuffled = workers.chain((people) =>
      fc.tuple(
        fc.constant(people),
        fc.shuffledSubarray(people, { minLength: people.length }),
        fc.shuffledSubarray(
          COLUMNS.map((_, at) => at),
          { minLength: COLUMNS.length },
        ),
      ),
    );
    fc.assert(
      fc.property(shuffled, form, ([people, others, order], how) => {
        const [one, other] = [read(write(people, how), how), read(write(others, how, order), how)];
        expect(recordsById(other)).toEqual(recordsById(one));
      }),
      { numRuns: 100 },
    );
  });
  it("that is cut off anywhere is rejected, or says of nobody what the whole one does not say", () => {
    fc.assert(
      fc.property(workers, form, fc.boolean(), (people, how, known) => {
        const whole = write(people, how);
        const records = recordsById(read(whole, how));
        const lastGood = { rows: people.length, fields: [] };
        for (let length = 0; length < whole.length; length += 1) {
          const reading = read(whole.subarray(0, length), how, known ? lastGood : undefined);
          for (const [id, record] of recordsById(reading)) expect(record).toEqual(records.get(id));
          // Who knows how many there were finds out when a tenth is missing.
          if (known && reading.verdict === "accepted")
            expect(reading.rows.length).toBeGreaterThanOrEqual(people.length * 0.9);
        }
      }),
      { numRuns: 25 },
    );
  });
  it("with any byte changed is read or rejected, and never breaks the reader", () => {
    fc.assert(
      fc.property(workers, form, fc.nat(), fc.integer({ min: 0, max: 255 }), (people, how, at, byte) => {
        const bytes = write(people, how);
        bytes[at % bytes.length] = byte;
        expect(["accepted", "rejected"]).toContain(read(bytes, how).verdict);
      }),
      { numRuns: 300 },
    );
  });
});
