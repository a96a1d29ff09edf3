// Generators of people of whom an HR system speaks, in tenants whose workers we bring in.
import fc from "fast-check";
import type { DecideInput } from "../../src/domain/decide/decide.ts";
import { WorkerRecord } from "../../src/domain/worker-record.ts";
import { anyInput, CANARY, NOW } from "./company.ts";

/** Around today, which is the 2nd of March. */
const day = fc.constantFrom(
  null,
  undefined,
  "2025-12-15",
  "2026-02-20",
  "2026-03-01",
  "2026-03-02",
  "2026-03-20",
  "2026-09-01",
);
const worker = fc
  .record({
    statusSignal: fc.constantFrom("active", "active", "leave", "suspended", "terminated", "rescinded", "unknown"),
    workerType: fc.constantFrom("employee", "contingent"),
    dates: fc.record({ hire: day, lastDayWorked: day, termination: day, contractEnd: day }),
    immediate: fc.boolean(),
    department: fc.constantFrom("Sales", "Engineering", null, undefined),
    title: fc.constantFrom("Lead", `${CANARY}-title`, null, undefined),
    managerEmail: fc.constantFrom(null, `${CANARY}-boss@acme.example`),
    legalFamily: fc.constantFrom(`${CANARY}-1`, `${CANARY}-3`),
  })
  .map(({ statusSignal, workerType, dates, immediate, department, title, managerEmail, legalFamily }) =>
    WorkerRecord.parse({
      schemaVersion: 1,
      source: { system: "csv", connectionId: "hr", sourceWorkerId: "W1", observedAt: NOW, rawHash: "h" },
      workerType,
      sourceStatus: statusSignal,
      statusSignal,
      name: { legalGiven: `${CANARY}-given`, legalFamily },
      contact: { workEmail: `${CANARY}@acme.example`, personalEmail: `${CANARY}@home.example` },
      job: { department, title, managerEmail },
      dates,
      ...(immediate && statusSignal === "terminated" ? { termination: { kind: "unknown", immediate } } : {}),
      custom: {},
    }),
  );

/** Any person in any state, with any record. */
export const anyHrInput: fc.Arbitrary<DecideInput & { readonly worker: WorkerRecord }> = fc
  .record({ input: anyInput(["hr"]), worker, hasManager: fc.boolean() })
  .map(({ input, hasManager, ...record }) => ({
    ...input,
    ...record,
    isBroughtIn: true,
    ...(hasManager ? { managerOfRecord: "m-1" } : {}),
  }));
