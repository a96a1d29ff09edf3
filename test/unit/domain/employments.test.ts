import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { employmentInForce, namesSamePerson, nextEmploymentChange } from "../../../src/domain/employments.ts";
import type { Instant } from "../../../src/domain/time.ts";
import type { WorkerRecord } from "../../../src/domain/worker-record.ts";
import { on, type WorkerParts, workerInHr } from "./workers-in-hr.ts";

const NOW = "2026-03-02T09:00:00.000Z" as Instant;
const AT = { now: NOW, timeZone: "UTC", leadDays: 0 };
const LONG_AGO = "2020-01-01T00:00:00.000Z" as Instant;

function employment(id: string, hire: string, last?: string, more: WorkerParts = {}): WorkerRecord {
  const dates = { hire: on(hire), ...(last ? { lastDayWorked: on(last) } : {}) };
  return workerInHr({ ...more, source: { sourceWorkerId: id }, dates });
}
const inForce = (workers: readonly WorkerRecord[], at: Partial<Parameters<typeof employmentInForce>[1]> = {}) =>
  employmentInForce(workers, { ...AT, ...at })?.source.sourceWorkerId;

describe("the employment in force", () => {
  it("is none without a record, and the only one of one", () => {
    expect(inForce([])).toBeUndefined();
    expect(inForce([employment("A", "2020-01-01", "2021-01-01")])).toBe("A");
  });
  it("is the one that began last of those that go on", () => {
    expect(inForce([employment("A", "2020-01-01"), employment("B", "2025-01-01")])).toBe("B");
    expect(inForce([employment("A", "2020-01-01"), employment("B", "2025-01-01", "2026-03-01")])).toBe("A");
  });
  it("is one that goes on, before one of which nobody can tell, and that before one that ended", () => {
    const unclear = employment("U", "2020-01-01", undefined, { statusSignal: "unknown" });
    expect(inForce([unclear, employment("A", "2019-01-01")])).toBe("A");
    expect(inForce([employment("E", "2019-01-01", "2026-03-01"), unclear])).toBe("U");
  });
  it("is the one that ended last when all have ended, and never one that was called off", () => {
    const off = employment("X", "2026-01-01", undefined, { statusSignal: "rescinded" });
    expect(
      inForce([employment("A", "2020-01-01", "2025-01-01"), employment("B", "2019-01-01", "2026-02-01"), off]),
    ).toBe("B");
  });
  it("is the former one while it leaves access to end, and the coming one otherwise", () => {
    const both = [employment("A", "2020-01-01", "2026-03-01"), employment("B", "2026-04-01")];
    expect(inForce(both, { accessSince: LONG_AGO })).toBe("A");
    expect(inForce(both)).toBe("B");
    expect(inForce(both, { accessSince: "2026-03-02T08:00:00.000Z" as Instant })).toBe("B");
    expect(inForce(both, { accessSince: LONG_AGO, leadDays: 30 })).toBe("B");
  });
  it("is one that was called off while the access stands that its lead days gave, and nothing older", () => {
    const off = employment("X", "2026-03-05", undefined, { statusSignal: "rescinded" });
    const both = [off, employment("B", "2026-09-01")];
    const since = (accessSince: string) => inForce(both, { leadDays: 7, accessSince: accessSince as Instant });
    expect(since("2026-03-01T00:00:00.000Z")).toBe("X");
    expect(since("2026-03-05T12:00:00.000Z")).toBe("X");
    expect(since("2025-06-01T00:00:00.000Z")).toBe("B");
    expect(since("2026-03-06T00:00:00.000Z")).toBe("B");
  });
  it("does not depend on the order of the records", () => {
    const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-03-${String(n).padStart(2, "0")}`);
    const signal = fc.constantFrom("active", "terminated", "leave", "unknown", "rescinded") as fc.Arbitrary<
      WorkerRecord["statusSignal"]
    >;
    const records = fc
      .uniqueArray(fc.tuple(fc.constantFrom("A", "B", "C", "D"), day, fc.option(day), signal), {
        selector: ([id]) => id,
        minLength: 1,
      })
      .map((rows) =>
        rows.map(([id, hire, last, statusSignal]) => employment(id, hire, last ?? undefined, { statusSignal })),
      );
    const access = fc.option(fc.constant(LONG_AGO), { nil: undefined });
    void fc.assert(
      fc.property(records, access, (workers, accessSince) => {
        const given = accessSince === undefined ? {} : { accessSince };
        expect(inForce(workers.toReversed(), given)).toBe(inForce(workers, given));
        const next = nextEmploymentChange(workers, AT);
        expect(next === undefined || next > NOW).toBe(true);
      }),
    );
  });
});

describe("the next change", () => {
  it("is when another employment begins to count or ends, and none for who has one", () => {
    expect(nextEmploymentChange([employment("A", "2026-05-01")], AT)).toBeUndefined();
    const both = [employment("A", "2020-01-01", "2026-03-10"), employment("B", "2026-03-06")];
    expect(nextEmploymentChange(both, AT)).toBe("2026-03-06T00:00:00.000Z");
    expect(nextEmploymentChange(both, { ...AT, leadDays: 2 })).toBe("2026-03-04T00:00:00.000Z");
    expect(nextEmploymentChange(both, { ...AT, now: "2026-03-07T00:00:00.000Z" as Instant })).toBe(
      "2026-03-11T00:00:00.000Z",
    );
  });
});

describe("two records with one person id", () => {
  const ana = workerInHr({ name: { legalGiven: "Ana", legalFamily: "Silva" }, contact: { workEmail: "a@x.example" } });
  it("name the same person by the whole name, or by one address", () => {
    const married = workerInHr({
      name: { legalGiven: "Ana", legalFamily: "Souza" },
      contact: { workEmail: "A@x.example" },
    });
    const moved = workerInHr({ name: { legalGiven: "ana", legalFamily: "Silva " }, contact: { workEmail: null } });
    expect(namesSamePerson(ana, married)).toBe(true);
    expect(namesSamePerson(ana, moved)).toBe(true);
  });
  it("do not by a part of the name, nor by addresses that neither has", () => {
    const sibling = workerInHr({ name: { legalGiven: "Bea", legalFamily: "Silva" }, contact: { workEmail: null } });
    expect(namesSamePerson(ana, sibling)).toBe(false);
    expect(namesSamePerson({ ...ana, contact: {} }, { ...sibling, contact: {} })).toBe(false);
  });
});
