import { readFileSync } from "node:fs";
import type { Group, Membership } from "../src/domain/account.ts";
import { type DecideInput, decide } from "../src/domain/decide/decide.ts";
import { newPerson, type Person } from "../src/domain/person.ts";
import type { Instant } from "../src/domain/time.ts";
import { parseTenantConfig } from "../src/tenants/tenant-config.ts";
import { type Measurement, ratePerSecond } from "./bench-measurement.ts";

const CONFIG = "tenants/northwind-okta.json";
const GROUPS_OF_THE_ORG = 500;
const MEMBERSHIPS = 20;
const NOW = "2026-03-02T09:00:00.000Z" as Instant;
const BATCH = 20;

/** decide() alone, for a joiner and a leaver of the example tenant in an org of some size. */
export async function measureDecide(): Promise<readonly Measurement[]> {
  const joiner = input({});
  const leaver = input({ phase: "joined", orders: [orderedNow()] });
  const expected = [joiner, leaver].map((given) => decide(given).flow);
  if (expected.join() !== "joiner,leaver") throw new Error(`the bench decides ${expected.join()}`);
  const how = (what: string) => `${what}; ${GROUPS_OF_THE_ORG} groups in the org, the rules of ${CONFIG}`;
  return [
    await decisions("decide(), joiner", joiner, how(`${decide(joiner).operations.length} operations planned`)),
    await decisions("decide(), leaver", leaver, how(`${decide(leaver).operations.length} operations planned`)),
  ];
}

async function decisions(what: string, given: DecideInput, how: string): Promise<Measurement> {
  const rate = await ratePerSecond(() => {
    for (let n = 0; n < BATCH; n += 1) decide(given);
  });
  return { what, value: rate * BATCH, unit: "decisions/s", how };
}

function orderedNow(): Person["orders"][number] {
  return { id: "o-1", kind: "leave", at: NOW, reason: "bench", orderedBy: "bench", orderedAt: NOW };
}

function input(person: Partial<Person>): DecideInput {
  const { policy, mode } = parseTenantConfig(readFileSync(CONFIG, "utf8"), CONFIG);
  const wanted = policy.joiner.groups.map(({ group }) => group);
  const others = Array.from({ length: GROUPS_OF_THE_ORG - wanted.length }, (_, n) => `Group ${n}`);
  const groups = [...others, ...wanted].map((name, n): Group => ({ id: `g-${n}`, name, kind: "OKTA_GROUP" }));
  const held = person.phase === undefined ? [] : groups.slice(0, MEMBERSHIPS);
  const memberships = held.map(({ id, name, kind }): Membership => ({ groupId: id, groupName: name, kind }));
  const profile = {
    login: "ana@acme.example",
    email: "ana@acme.example",
    secondEmail: "ana@home.example",
    firstName: "Ana",
    lastName: "Silva",
    department: "Engineering",
    title: "Engineer",
    city: "Auckland",
  };
  const status = person.phase === undefined ? "STAGED" : "ACTIVE";
  const created = "2026-03-02T08:00:00.000Z" as Instant;
  return {
    policy,
    mode,
    person: { ...newPerson("p-00000000000000000000000000", { provider: "okta", id: "u-1" }), ...person },
    facts: {
      account: { id: "u-1", status, created, lastUpdated: created, profile },
      memberships,
      groups,
      groupRules: [],
      adminRoles: [],
      factors: [],
    },
    manager: { email: "boss@acme.example", reachable: true },
    onboardedAt: "2026-01-01T00:00:00.000Z" as Instant,
    leaversLast24h: 0,
    now: NOW,
  };
}
