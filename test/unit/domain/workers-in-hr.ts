// Workers as an HR system tells of them: what a test does not mention is as on an ordinary day.
import type { CalendarDate, Instant } from "../../../src/domain/time.ts";
import { WorkerRecord } from "../../../src/domain/worker-record.ts";

export const OBSERVED = "2026-03-02T09:00:00.000Z" as Instant;
export const on = (date: string): CalendarDate => date as CalendarDate;

export type WorkerParts = { readonly [K in keyof WorkerRecord]?: Partial<WorkerRecord[K]> };

/** Ginnie, an employee since 2020, with what the test says instead. */
export function workerInHr({ source, name, contact, job, dates, ...rest }: WorkerParts = {}): WorkerRecord {
  return WorkerRecord.parse({
    schemaVersion: 1,
    source: {
      system: "csv",
      connectionId: "hr",
      sourceWorkerId: "1513",
      observedAt: OBSERVED,
      rawHash: "h1",
      ...source,
    },
    workerType: "employee",
    sourceStatus: "Active",
    statusSignal: "active",
    name: { legalGiven: "Ginnie", legalFamily: "Fadiman", ...name },
    contact: { workEmail: "ginnie@acme.example", ...contact },
    job: { title: "Project Manager", department: "Product", ...job },
    dates: { hire: "2020-07-10", ...dates },
    custom: {},
    ...rest,
  });
}
