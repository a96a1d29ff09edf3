import { describe, expect, it } from "vitest";
import { type Client, profileOf, startOrg } from "./harness.ts";

const STATUSES = [
  "STAGED",
  "PROVISIONED",
  "ACTIVE",
  "RECOVERY",
  "PASSWORD_EXPIRED",
  "LOCKED_OUT",
  "SUSPENDED",
  "DEPROVISIONED",
] as const;
type Status = (typeof STATUSES)[number];

interface Row {
  readonly operation: string;
  readonly leadsTo: Partial<Record<Status, Status>>;
  readonly refusal: readonly [number, string];
}

const same = (...statuses: Status[]) => Object.fromEntries(statuses.map((status) => [status, status]));
const all = (from: readonly Status[], to: Status) => Object.fromEntries(from.map((status) => [status, to]));
const SIGNED_UP: Status[] = ["ACTIVE", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT"];

const TABLE: readonly Row[] = [
  {
    operation: "activate",
    leadsTo: { STAGED: "PROVISIONED", DEPROVISIONED: "PROVISIONED" },
    refusal: [403, "E0000016"],
  },
  { operation: "reactivate", leadsTo: same("PROVISIONED", "RECOVERY"), refusal: [403, "E0000038"] },
  { operation: "suspend", leadsTo: { ACTIVE: "SUSPENDED" }, refusal: [400, "E0000001"] },
  { operation: "unsuspend", leadsTo: { SUSPENDED: "ACTIVE" }, refusal: [400, "E0000001"] },
  {
    operation: "deactivate",
    leadsTo: all(
      STATUSES.filter((status) => status !== "DEPROVISIONED"),
      "DEPROVISIONED",
    ),
    refusal: [404, "E0000007"],
  },
  { operation: "unlock", leadsTo: { LOCKED_OUT: "ACTIVE" }, refusal: [403, "E0000032"] },
  { operation: "expire_password", leadsTo: all(SIGNED_UP, "PASSWORD_EXPIRED"), refusal: [403, "E0000038"] },
  {
    operation: "expire_password_with_temp_password",
    leadsTo: all(SIGNED_UP, "PASSWORD_EXPIRED"),
    refusal: [403, "E0000038"],
  },
  { operation: "reset_password?sendEmail=false", leadsTo: all(SIGNED_UP, "RECOVERY"), refusal: [403, "E0000038"] },
  { operation: "reset_factors", leadsTo: same(...STATUSES), refusal: [403, "E0000038"] },
];

async function statusAfter(client: Client, id: string): Promise<string> {
  return (await client("GET", `/api/v1/users/${id}`)).body.status;
}

describe.each(TABLE)("$operation", ({ operation, leadsTo, refusal }) => {
  it.each(STATUSES)("from %s", async (status) => {
    const client = await startOrg();
    const { id } = client.org.seedUser({ profile: profileOf("ada"), status });
    const answer = await client("POST", `/api/v1/users/${id}/lifecycle/${operation}`);
    const expected = leadsTo[status];
    if (expected === undefined) {
      expect([answer.status, answer.body.errorCode]).toEqual(refusal);
      expect(await statusAfter(client, id)).toBe(status);
    } else {
      expect(answer.status).toBe(200);
      expect(await statusAfter(client, id)).toBe(expected);
    }
  });
});

describe("deletion", () => {
  it("deactivates a live user at the first call and erases the user at the second", async () => {
    const client = await startOrg();
    const { id } = client.org.seedUser({ profile: profileOf("ada") });
    expect((await client("DELETE", `/api/v1/users/${id}`)).status).toBe(204);
    expect(await statusAfter(client, id)).toBe("DEPROVISIONED");
    expect((await client("DELETE", `/api/v1/users/${id}`)).status).toBe(204);
    expect((await client("GET", `/api/v1/users/${id}`)).status).toBe(404);
    expect((await client("POST", "/api/v1/users", { profile: profileOf("ada") })).status).toBe(200);
  });
});

describe("asynchronous transitions", () => {
  it("shows the old status and refuses updates until an activation is over", async () => {
    const client = await startOrg({ transitionMs: 1000 });
    const { id } = client.org.seedUser({ profile: profileOf("ada"), status: "STAGED" });
    await client("POST", `/api/v1/users/${id}/lifecycle/activate?sendEmail=false`);
    const during = await client("GET", `/api/v1/users/${id}`);
    expect([during.body.status, during.body.transitioningToStatus]).toEqual(["STAGED", "PROVISIONED"]);
    const update = await client("POST", `/api/v1/users/${id}`, { profile: { title: "CEO" } });
    expect([update.status, update.body.errorCode]).toEqual([409, "E0000112"]);
    client.emulator.advance(1000);
    const after = await client("GET", `/api/v1/users/${id}`);
    expect([after.body.status, after.body.transitioningToStatus]).toEqual(["PROVISIONED", undefined]);
  });

  it("deactivates at once unless the caller prefers an asynchronous answer", async () => {
    const client = await startOrg({ transitionMs: 1000 });
    const ada = client.org.seedUser({ profile: profileOf("ada") });
    const bob = client.org.seedUser({ profile: profileOf("bob") });
    await client("POST", `/api/v1/users/${ada.id}/lifecycle/deactivate`);
    await client("POST", `/api/v1/users/${bob.id}/lifecycle/deactivate`, undefined, { prefer: "respond-async" });
    expect(await statusAfter(client, ada.id)).toBe("DEPROVISIONED");
    expect(await statusAfter(client, bob.id)).toBe("ACTIVE");
    client.emulator.advance(1000);
    expect(await statusAfter(client, bob.id)).toBe("DEPROVISIONED");
  });
});
