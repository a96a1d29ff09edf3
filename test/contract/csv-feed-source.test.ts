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
