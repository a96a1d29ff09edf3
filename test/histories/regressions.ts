/** Every history that ever ended wrongly, in its shortest form, and what was wrong. */
import type { History } from "./history.ts";

export interface Regression {
  readonly what: string;
  readonly history: History;
}

export const REGRESSIONS: readonly Regression[] = [
  {
    what: "an order that came while a leaver of a reactivated account was being verified was taken for a part of it",
    history: {
      seed: 5252,
      members: [
        { name: "ada", tenant: "south", adopted: false, department: "Sales", title: "Clerk", manager: "ruth" },
        { name: "ben", tenant: "south", adopted: false, department: "Engineering", title: "Lead", manager: "ruth" },
      ],
      hooks: { lost: 0, repeated: 0, late: 0, together: 0 },
      faults: { probability: 0, kinds: ["429"] },
      slowestMs: 200,
      inFlightCap: 3,
      indexLagMs: 0,
      steps: [
        { after: 0, act: { kind: "hire", who: "ben", activated: true } },
        { after: 250, act: { kind: "order-leave", who: "ada", inMs: 0 } },
        { after: 30, act: { kind: "deactivate", who: "ada" } },
        { after: 30, act: { kind: "change", who: "ada", attribute: "managerId", value: "ruth" } },
        { after: 30, act: { kind: "change", who: "ada", attribute: "department", value: "Sales" } },
        { after: 600, act: { kind: "hire", who: "ada", activated: true } },
        { after: 10, act: { kind: "crash" } },
        { after: 60, act: { kind: "order-leave", who: "ben", inMs: 0 } },
        { after: 0, act: { kind: "deactivate", who: "ada" } },
        { after: 250, act: { kind: "activate", who: "ben" } },
        { after: 0, act: { kind: "activate", who: "ada" } },
        { after: 0, act: { kind: "order-leave", who: "ada", inMs: 0 } },
      ],
    },
  },
  {
    what: "a leaver that was cut short left the groups of the former job to somebody who came back to another one",
    history: {
      seed: 5023,
      members: [{ name: "ada", tenant: "north", adopted: true, department: "Sales", title: "Clerk", manager: "ruth" }],
      hooks: { lost: 0, repeated: 0, late: 0, together: 0 },
      faults: { probability: 0, kinds: ["hang"] },
      slowestMs: 40,
      inFlightCap: 1,
      indexLagMs: 0,
      steps: [
        { after: 10, act: { kind: "deactivate", who: "ada" } },
        { after: 60, act: { kind: "stop-executions" } },
        { after: 120, act: { kind: "activate", who: "ada" } },
        { after: 120, act: { kind: "change", who: "ada", attribute: "department", value: "Finance" } },
      ],
    },
  },
  {
    what: "a joiner that was cut short had given a group of a job that was another one by the next look",
    history: {
      seed: 5214,
      members: [
        { name: "ada", tenant: "south", adopted: false, department: "Engineering", title: "Lead", manager: "ruth" },
      ],
      hooks: { lost: 0, repeated: 0, late: 0, together: 0 },
      faults: { probability: 0, kinds: ["429"] },
      slowestMs: 200,
      inFlightCap: 1,
      indexLagMs: 0,
      steps: [
        { after: 120, act: { kind: "hire", who: "ada", activated: true } },
        { after: 120, act: { kind: "order-leave", who: "ada", inMs: 0 } },
        { after: 30, act: { kind: "change", who: "ada", attribute: "title", value: "Clerk" } },
        { after: 250, act: { kind: "deactivate", who: "ada" } },
        { after: 30, act: { kind: "deactivate", who: "ada" } },
        { after: 0, act: { kind: "activate", who: "ada" } },
        { after: 120, act: { kind: "change", who: "ada", attribute: "lastName", value: "Smith" } },
        { after: 0, act: { kind: "change", who: "ada", attribute: "department", value: "Sales" } },
        { after: 10, act: { kind: "stop-executions" } },
      ],
    },
  },
  {
    what: "a joiner brought an account back that an administrator had deactivated meanwhile",
    history: {
      seed: 30034,
      members: [{ name: "ada", tenant: "north", adopted: false, department: "Sales", title: "Clerk", manager: "omar" }],
      hooks: { lost: 0, repeated: 0, late: 0, together: 0 },
      faults: { probability: 0, kinds: ["500"] },
      slowestMs: 400,
      inFlightCap: 2,
      indexLagMs: 0,
      steps: [
        { after: 600, act: { kind: "activate", who: "ada" } },
        { after: 600, act: { kind: "change", who: "ada", attribute: "lastName", value: "Baker" } },
        { after: 600, act: { kind: "hire", who: "ada", activated: false } },
        { after: 30, act: { kind: "sweep" } },
        { after: 60, act: { kind: "deactivate", who: "ada" } },
      ],
    },
  },
  {
    what: "a mover that was cut short had written what a rule gives for a department that was the former one again",
    history: {
      seed: 1000983,
      members: [{ name: "ben", tenant: "north", adopted: true, department: "Sales", title: "Lead", manager: "omar" }],
      hooks: { lost: 0, repeated: 0, late: 0, together: 0 },
      faults: { probability: 0, kinds: ["503"] },
      slowestMs: 5,
      inFlightCap: 1,
      indexLagMs: 0,
      steps: [
        { after: 10, act: { kind: "change", who: "ben", attribute: "department", value: "Engineering" } },
        { after: 60, act: { kind: "change", who: "ben", attribute: "department", value: "Sales" } },
        { after: 0, act: { kind: "crash" } },
      ],
    },
  },
  {
    what: "a leaver that cut the joiner short, and was called off, was taken for one of somebody who was there before: nobody was welcomed",
    history: {
      seed: 1004953,
      members: [
        { name: "cleo", tenant: "north", adopted: true, department: "Sales", title: "Lead", manager: "ruth" },
        { name: "dan", tenant: "north", adopted: false, department: "Finance", title: "Clerk", manager: "ruth" },
      ],
      hooks: { lost: 0, repeated: 0, late: 0, together: 0 },
      faults: { probability: 0, kinds: ["lost-answer"] },
      slowestMs: 400,
      inFlightCap: 3,
      indexLagMs: 0,
      steps: [
        { after: 0, act: { kind: "change", who: "cleo", attribute: "title", value: "Lead" } },
        { after: 600, act: { kind: "hire", who: "dan", activated: false } },
        { after: 60, act: { kind: "sweep" } },
        { after: 0, act: { kind: "crash" } },
        { after: 30, act: { kind: "deactivate", who: "dan" } },
        { after: 60, act: { kind: "activate", who: "dan" } },
      ],
    },
  },
  {
    what: "the same where the process died twice: the joiner went on where nobody had joined",
    history: {
      seed: 1005366,
      members: [
        { name: "ada", tenant: "south", adopted: false, department: "Finance", title: "Lead", manager: "ruth" },
        { name: "ben", tenant: "south", adopted: false, department: "Sales", title: "Lead", manager: "omar" },
        { name: "cleo", tenant: "north", adopted: false, department: "Sales", title: "Clerk", manager: "omar" },
      ],
      hooks: { lost: 0.1, repeated: 0.3, late: 0, together: 0 },
      faults: { probability: 0, kinds: ["429", "500", "503", "reset", "hang", "lost-answer"] },
      slowestMs: 400,
      inFlightCap: 2,
      indexLagMs: 0,
      steps: [
        { after: 0, act: { kind: "order-leave", who: "ada", inMs: 86400000 } },
        { after: 30, act: { kind: "sweep" } },
        { after: 250, act: { kind: "pass", ms: 86400000 } },
        { after: 250, act: { kind: "crash" } },
        { after: 60, act: { kind: "pass", ms: 60000 } },
        { after: 600, act: { kind: "hire", who: "ben", activated: true } },
        { after: 600, act: { kind: "hire", who: "cleo", activated: false } },
        { after: 10, act: { kind: "hire", who: "ada", activated: false } },
        { after: 30, act: { kind: "deactivate", who: "cleo" } },
        { after: 120, act: { kind: "crash" } },
        { after: 30, act: { kind: "activate", who: "cleo" } },
      ],
    },
  },
];
