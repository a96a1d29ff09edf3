import { describe, expect, it } from "vitest";
import { CsvFeedConfig } from "../../src/connectors/csv/config.ts";
import { createCsvFeed } from "../../src/connectors/csv/index.ts";
import { type FedWorker, feedSourceContract } from "./feed-source.contract.ts";

const HEADERS = {
  id: "WorkerID",
  given: "FirstName",
  family: "LastName",
  status: "WorkerStatus",
  title: "JobTitle",
  hire: "HireDate",
  termination: "TerminationDate",
} as const;

feedSourceContract("a CSV file", (workers) => {
  const names = Object.keys(HEADERS) as (keyof FedWorker)[];
  const sent = names.filter((name) => workers.length === 0 || workers.some((worker) => worker[name] !== undefined));
  const rows = workers.map((worker) => sent.map((name) => worker[name] ?? "").join(","));
  const text = [sent.map((name) => HEADERS[name]).join(","), ...rows].join("\n");
  const config = CsvFeedConfig.parse({ type: "csv", name: "hr", kind: "full" });
  return createCsvFeed(config, Buffer.from(`${text}\n`));
});

describe("the version of a CSV file", () => {
  const bytes = Buffer.from("WorkerID\n1\n");
  const versionOf = (config: object): string =>
    createCsvFeed(CsvFeedConfig.parse({ type: "csv", name: "hr", ...config }), bytes).version;
  it("is another one for a full file that is read otherwise", () => {
    const plain = versionOf({ kind: "full" });
    expect(versionOf({ kind: "full", statusValues: { weg: "terminated" } })).not.toBe(plain);
    expect(versionOf({ kind: "full", dateFormat: "dd/MM/yyyy" })).not.toBe(plain);
  });
  it("is the same whatever the order of a mapping's lines, and the share of rows that may be missing", () => {
    const one = versionOf({ kind: "full", statusValues: { weg: "terminated", da: "active" } });
    expect(versionOf({ kind: "full", minRowShare: 0.5, statusValues: { da: "active", weg: "terminated" } })).toBe(one);
  });
  it("is the same for changes, however they are read: newer ones may have followed", () => {
    expect(versionOf({ kind: "delta", statusValues: { weg: "terminated" } })).toBe(versionOf({ kind: "delta" }));
  });
});
