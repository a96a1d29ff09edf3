// Worker records of a small company: what a test does not mention is as for an ordinary employee.
import type { DecideInput } from "../../../src/domain/decide/decide.ts";
import { WorkerRecord } from "../../../src/domain/worker-record.ts";
import { type Situation, situation } from "./situations.ts";

interface WorkerFacts extends Partial<Omit<WorkerRecord, "name" | "contact" | "job" | "dates">> {
  readonly name?: Partial<WorkerRecord["name"]>;
  readonly contact?: Partial<WorkerRecord["contact"]>;
  readonly job?: Partial<WorkerRecord["job"]>;
  readonly dates?: Record<string, string | null>;
}

export function worker({ name, contact, job, dates, ...rest }: WorkerFacts = {}): WorkerRecord {
  return WorkerRecord.parse({
    schemaVersion: 1,
    source: {
      system: "csv",
      connectionId: "hr",
      sourceWorkerId: "W1",
      observedAt: "2026-03-02T08:00:00.000Z",
      rawHash: "h",
    },
    workerType: "employee",
    sourceStatus: "Active",
    statusSignal: "active",
    name: { legalGiven: "Ana", legalFamily: "Silva", ...name },
    contact: { workEmail: "ana@acme.example", personalEmail: "ana@home.example", ...contact },
    job: { department: "Engineering", ...job },
    dates: { hire: "2026-03-02", ...dates },
    custom: {},
    ...rest,
  });
}

/** A person of whom the HR system speaks, in a tenant whose workers we bring in. */
export function hrSituation(record: WorkerRecord | undefined, given: Situation = {}): DecideInput {
  const input = situation({ mode: "hr", ...given });
  const links = given.status === "none" ? [] : input.person.links;
  return {
    ...input,
    person: { ...input.person, links, ...given.person },
    isBroughtIn: true,
    ...(record ? { worker: record } : {}),
  };
}
