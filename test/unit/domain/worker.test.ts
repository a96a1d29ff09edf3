import { describe, expect, it } from "vitest";
import type { CalendarDate } from "../../../src/domain/time.ts";
import { type StatusSigns, workerFromAccount, workerStatus } from "../../../src/domain/worker.ts";
import { leaveOrder, NOW, type Situation, situation } from "./situations.ts";

const on = (date: string): CalendarDate => date as CalendarDate;
const ordinary: StatusSigns = {
  accountStatus: "ACTIVE",
  orderedToLeave: false,
  start: undefined,
  end: undefined,
  timeZone: "UTC",
  now: NOW,
};

describe("the status of a worker", () => {
  it.each<[string, Partial<StatusSigns>, string]>([
    ["an active account", {}, "active"],
    ["a staged account", { accountStatus: "STAGED" }, "active"],
    ["a start date of today", { start: on("2026-03-02") }, "active"],
    ["a start date of tomorrow", { start: on("2026-03-03") }, "prehire"],
    ["a suspended account", { accountStatus: "SUSPENDED" }, "suspended"],
    ["a suspended account before the start date", { accountStatus: "SUSPENDED", start: on("2026-03-03") }, "prehire"],
    ["a deactivated account", { accountStatus: "DEPROVISIONED" }, "terminated"],
    ["a leave order", { orderedToLeave: true }, "terminated"],
    ["an end date of yesterday", { end: on("2026-03-01") }, "terminated"],
    ["an end date of today", { end: on("2026-03-02") }, "active"],
    ["a deactivation before the start date", { accountStatus: "DEPROVISIONED", start: on("2026-03-03") }, "rescinded"],
    ["a start date that is none", { start: "malformed" }, "unknown"],
    ["an end date that is none", { end: "malformed" }, "unknown"],
    ["a leave order beside an end date that is none", { orderedToLeave: true, end: "malformed" }, "terminated"],
  ])("%s: %s", (_what, signs, status) => {
    expect(workerStatus({ ...ordinary, ...signs })).toBe(status);
  });
});

describe("the worker of an Okta account", () => {
  const workerOf = (given: Situation) => {
    const { facts, person, policy, now } = situation({ status: "ACTIVE", ...given });
    return workerFromAccount(facts.account!, person, policy, now);
  };
  it("takes each field from the attribute that the policy names", () => {
    const policy = { attributes: { location: "site", startDate: "start", endDate: "end" } };
    const profile = {
      site: " Auckland ",
      city: "Elsewhere",
      title: "",
      start: "2026-03-01",
      end: "2026-12-31",
      managerId: 7,
    };
    expect(workerOf({ policy, profile })).toEqual({
      source: { system: "okta", sourceWorkerId: "u-1" },
      workerType: "employee",
      status: "active",
      sourceStatus: "ACTIVE",
      name: { given: "Ana", family: "Silva" },
      contact: { workEmail: "ana@acme.example", personalEmail: "ana@home.example" },
      job: { department: "Engineering", location: "Auckland", manager: "7" },
      dates: { firstDayOfWork: "2026-03-01", contractEnd: "2026-12-31" },
    });
  });
  it("hears what an operator ordered", () => {
    expect(workerOf({ person: { orders: [leaveOrder()] } }).status).toBe("terminated");
  });
  it("shows no date that is none", () => {
    expect(workerOf({ policy: { attributes: { startDate: "start" } }, profile: { start: "soon" } })).toMatchObject({
      status: "unknown",
      dates: {},
    });
  });
  it.each([
    ["Contractor", "contingent"],
    ["contingent worker", "contingent"],
    ["Intern", "intern"],
    ["Full-time", "employee"],
    ["", "employee"],
    ["Board", "other"],
  ])("of type %s is %s", (userType, workerType) => {
    expect(workerOf({ profile: { userType } }).workerType).toBe(workerType);
  });
});
