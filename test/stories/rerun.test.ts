import { expect, it } from "vitest";
import { operate } from "./operator.ts";
import { trailOf } from "./trail.ts";
import { inWorld, type World } from "./world.ts";

function seedEmployee({ org }: World): string {
  const profile = { login: "eli@story.example", email: "eli@story.example", firstName: "Eli", lastName: "Roe" };
  const { id } = org.seedUser({ profile });
  for (const name of ["Payroll", "Press"]) org.seedGroup({ name, memberIds: [id] });
  return id;
}

it("does by a rerun what a run left undone that failed half-way, and nothing twice", async () => {
  await inWorld({}, async (world) => {
    const { org } = world;
    const userId = seedEmployee(world);
    const press = org.groups().find(({ name }) => name === "Press")!;
    await world.settle();
    const path = `/api/v1/groups/${press.id}/users/*`;
    org.faults.add({ method: "DELETE", path, kind: "status", status: 503, times: 1000 });
    await world.orderLeave(userId);
    await world.settle();
    const [failed] = (await world.runs(userId)).filter(({ status }) => status === "failed");
    expect(await world.groupsOf(userId)).toEqual(["Everyone", "Press"]);
    org.faults.clear();
    await operate(world, "executions.rerun", { execution: failed!.execution, requestedBy: "op" });
    expect(await world.person(userId)).toMatchObject({ phase: "left" });
    expect(world.status(userId)).toBe("DEPROVISIONED");
    const removed = org.log().filter(({ eventType }) => eventType === "group.user_membership.remove");
    const groups = removed.map(({ target }) => target.find(({ type }) => type === "UserGroup")?.displayName);
    expect(groups.toSorted()).toEqual(["Payroll", "Press"]);
    const kinds = (await world.runs(userId))
      .findLast(({ machine }) => machine === "leaver")!
      .decision!.operations.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "remove-group")).toHaveLength(1);
    expect(org.log().filter(({ eventType }) => eventType === "user.lifecycle.suspend")).toHaveLength(1);
    expect(await trailOf(world, userId)).toEqual([
      "mastery: nothing to do (joined) for linked: a new account in Okta: nothing is left to do",
      "operator: ordered #1 kind leave at 2026-03-01T20:00Z, because: ordered in a story",
      "mastery: leaver for linked: leave ordered by a named operator (order #1); block-sign-in, clear-sessions, record-groups, remove-group x2, deactivate",
      "mastery: failed: VerificationFailed",
      "mastery: leaver for linked: leave ordered by a named operator (order #1); clear-sessions, remove-group",
      "mastery: failed: VerificationFailed",
      "op: rerun",
      "mastery: leaver for linked: leave ordered by a named operator (order #1); clear-sessions, remove-group",
      "mastery: leaver verified, 2 read back: left",
    ]);
  });
});
