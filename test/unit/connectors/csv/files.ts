// HR files as the tests write them.
import { CsvFeedConfig } from "../../../../src/connectors/csv/config.ts";
import { readFeedFile } from "../../../../src/connectors/csv/gate.ts";
import type { Instant } from "../../../../src/domain/time.ts";
import type { FeedLook, FeedReading } from "../../../../src/ports/feed-source.ts";

export const OBSERVED = "2026-03-02T09:00:00.000Z" as Instant;
export const HEADER = "WorkerID,WorkerStatus,FirstName,LastName,HireDate,TerminationDate,JobTitle";
export const GINNIE = "1513,Active,Ginnie,Fadiman,2020-07-10,,Project Manager";
export const NYSSA = "1895,Active,Nyssa,Roscoe,2019-07-03,2026-03-31,Engineer";

export const csv = (...lines: readonly string[]): string => `${[HEADER, ...lines].join("\n")}\n`;
/** Ten workers and more, so that a bad row is not a bad file. */
export const many = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${2000 + n},Active,Ana,Silva,2020-01-01,,Clerk`);

export const feed = (changes: object = {}): CsvFeedConfig =>
  CsvFeedConfig.parse({ type: "csv", name: "hr", kind: "full", ...changes });

export function read(file: string | Buffer, config: object = {}, look: Partial<FeedLook> = {}): FeedReading {
  return readFeedFile(Buffer.from(file), feed(config), { observedAt: OBSERVED, acceptShrinkage: false, ...look });
}

/** `line 3, TerminationDate: is …`, as the problems of a rejected file or of its rows read. */
export function problemsOf(reading: FeedReading): string[] {
  const problems =
    reading.verdict === "rejected"
      ? reading.problems
      : reading.rows.flatMap((row) => (row.kind === "held-back" ? row.problems : []));
  return problems.map(({ line, column, what }) => {
    const place = [line === undefined ? [] : [`line ${line}`], column ?? []].flat().join(", ");
    return place === "" ? what : `${place}: ${what}`;
  });
}

export function recordsOf(reading: FeedReading) {
  if (reading.verdict === "rejected") throw new Error(problemsOf(reading).join("\n"));
  return reading.rows.flatMap((row) => (row.kind === "worker" ? [row.record] : []));
}
