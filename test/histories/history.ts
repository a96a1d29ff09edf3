/** What may happen to a company and to us, as data that is written down, shrunk and replayed. */
import type { FaultKind } from "./okta-door.ts";
import { FAULTS } from "./okta-door.ts";
import { createRandom, type Random } from "./random.ts";

export const TENANTS = ["north", "south"] as const;
export type Tenant = (typeof TENANTS)[number];
export const DEPARTMENTS = ["Sales", "Engineering", "Finance"] as const;
export const MANAGERS = ["ruth", "omar"] as const;

/** Somebody of the company. `adopted` people were there before us; the others are hired while the history runs. */
export interface Member {
  readonly name: string;
  readonly tenant: Tenant;
  readonly adopted: boolean;
  readonly department: string;
  readonly title: string;
  readonly manager: string;
}

export type Act =
  | { readonly kind: "hire"; readonly who: string; readonly activated: boolean }
  | { readonly kind: "change"; readonly who: string; readonly attribute: string; readonly value: string }
  | { readonly kind: "deactivate"; readonly who: string }
  | { readonly kind: "activate"; readonly who: string }
  | { readonly kind: "order-leave"; readonly who: string; readonly inMs: number }
  /** An operator's leave where another system decides who leaves. */
  | { readonly kind: "contain"; readonly who: string }
  | { readonly kind: "crash" }
  | { readonly kind: "stop-executions" }
  | { readonly kind: "sweep" }
  /** Okta does not accept the cursors any more that it gave so far. */
  | { readonly kind: "refuse-cursors" }
  | { readonly kind: "pass"; readonly ms: number };

export interface Step {
  /** How many turns others have before this happens; nothing else to do makes it happen earlier. */
  readonly after: number;
  readonly act: Act;
}

/** What the network does to each event of Okta's, as probabilities. */
export interface HookPlan {
  readonly lost: number;
  readonly repeated: number;
  readonly late: number;
  readonly together: number;
}

export interface History {
  /** Decides the interleaving. */
  readonly seed: number;
  /** Who decides about both tenants' people; Okta where nothing is said. */
  readonly mode?: "okta" | "ad";
  readonly members: readonly Member[];
  readonly hooks: HookPlan;
  readonly faults: { readonly probability: number; readonly kinds: readonly FaultKind[] };
  /** How long a call to the store or to Okta takes at most. */
  readonly slowestMs: number;
  readonly inFlightCap: number;
  readonly indexLagMs: number;
  readonly steps: readonly Step[];
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const NAMES = ["ada", "ben", "cleo", "dan", "eve", "finn"];

/** The history that a seed stands for. */
export function historyOf(seed: number): History {
  const random = createRandom(seed);
  const members = NAMES.slice(0, random.pick([1, 1, 2, 2, 3, 4, 5, 6])).map((name) => memberOf(name, random));
  let who = random.pick(members).name;
  const steps = Array.from({ length: 3 + random.int(6 + members.length * 2) }, (): Step => {
    // What happens to one person in a row is what meets a run that is under way.
    if (random.chance(0.4)) who = random.pick(members).name;
    return { after: gapOf(random), act: actOf(who, random) };
  });
  const hires = members
    .filter(({ adopted }) => !adopted)
    .map(({ name }) => ({
      at: random.int(steps.length + 1),
      step: { after: gapOf(random), act: { kind: "hire", who: name, activated: random.chance(0.5) } as const },
    }));
  for (const { at, step } of hires) steps.splice(Math.min(at, Math.floor(steps.length / 2)), 0, step);
  return {
    seed,
    members,
    hooks: {
      lost: random.pick([0, 0.1, 0.5]),
      repeated: random.pick([0, 0.3]),
      late: random.pick([0, 0.4]),
      together: random.pick([0, 0.5, 1]),
    },
    faults: {
      probability: random.pick([0, 0.005, 0.02, 0.05]),
      kinds: random.chance(0.5) ? FAULTS : [random.pick(FAULTS)],
    },
    slowestMs: random.pick([5, 40, 200, 400]),
    inFlightCap: 1 + random.int(4),
    indexLagMs: random.pick([0, 0, 300]),
    steps,
  };
}

function memberOf(name: string, random: Random): Member {
  return {
    name,
    tenant: random.pick(TENANTS),
    adopted: random.chance(0.4),
    department: random.pick(DEPARTMENTS),
    title: random.pick(["Clerk", "Lead"]),
    manager: random.pick(MANAGERS),
  };
}

const gapOf = (random: Random): number => random.pick([0, 10, 30, 60, 120, 250, 600, 3000]);

function actOf(who: string, random: Random): Act {
  const roll = random.int(100);
  if (roll < 35) return { kind: "change", who, ...changeOf(random) };
  if (roll < 50) return { kind: "deactivate", who };
  if (roll < 62) return { kind: "activate", who };
  if (roll < 74) return { kind: "order-leave", who, inMs: random.pick([0, 0, 0, DAY_MS]) };
  if (roll < 86) return { kind: "crash" };
  if (roll < 90) return { kind: "stop-executions" };
  if (roll < 94) return { kind: "sweep" };
  if (roll < 95) return { kind: "refuse-cursors" };
  return { kind: "pass", ms: random.pick([MINUTE_MS, 3 * MINUTE_MS, 60 * MINUTE_MS, DAY_MS]) };
}

function changeOf(random: Random): { attribute: string; value: string } {
  const attribute = random.pick(["department", "department", "title", "managerId", "lastName"]);
  const values: Readonly<Record<string, readonly string[]>> = {
    department: DEPARTMENTS,
    title: ["Clerk", "Lead"],
    managerId: MANAGERS,
    lastName: ["Baker", "Smith"],
  };
  return { attribute, value: random.pick(values[attribute] ?? []) };
}
