// Ana as the HR system tells of her, and the person of whom it speaks, in a tenant whose workers we bring in.
import type { DecideInput } from "../../../src/domain/decide/decide.ts";
import type { WorkerRecord } from "../../../src/domain/worker-record.ts";
import { type Situation, situation } from "./situations.ts";
import { on, type WorkerParts, workerInHr } from "./workers-in-hr.ts";

/** Starts today as an engineer. */
export function worker({ name, contact, job, dates, ...rest }: WorkerParts = {}): WorkerRecord {
  return workerInHr({
    name: { legalGiven: "Ana", legalFamily: "Silva", ...name },
    contact: { workEmail: "ana@acme.example", personalEmail: "ana@home.example", ...contact },
    job: { title: undefined, department: "Engineering", ...job },
    dates: { hire: on("2026-03-02"), ...dates },
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
