import { expect, it } from "vitest";
import type { Instant } from "../../src/domain/time.ts";
import { AMEND, BY, operate } from "./operator.ts";
import { trailOf } from "./trail.ts";
import { inWorld, type World } from "./world.ts";

const POLICY = { joiner: { groups: [{ group: "Sales", when: { department: "Sales" } }] } };
const OPTIONS = { policy: POLICY, onboardedAt: "2026-03-01T20:30:00.000Z" as Instant };
const PROFILE = { login: "eli@story.example", email: "eli@story.example", firstName: "Eli", lastName: "Roe" };

async function seed({ org, admin, settle }: World): Promise<string> {
  const { id } = org.seedUser({ profile: { ...PROFILE, department: "Engineering" } });
  await admin.updateProfile(id, { nickName: "E" });
  await settle();
  return id;
}

const profileOf = ({ org }: World, userId: string) => org.user(userId).profile as Record<string, unknown>;
const movers = async (world: World, userId: string) =>
  (await world.runs(userId)).filter(({ machine }) => machine === "mover");

it("a change that was ordered for a day, moved to another and carried out is not carried out again", async () => {
  await inWorld(OPTIONS, async (world) => {
    const userId = await seed(world);
    const input = { ...BY, who: userId, department: "Sales", title: "Seller", at: "2026-03-04" };
    const { order } = await operate(world, "person.change", input);
    await operate(world, "orders.change", { ...AMEND, orderId: order.id, at: "2026-03-06" });
    await world.days(3);
    expect(profileOf(world, userId)["department"]).toBe("Engineering");
    await world.days(2);
    expect(profileOf(world, userId)).toMatchObject({ department: "Sales", title: "Seller" });
    expect(await world.groupsOf(userId)).toEqual(["Everyone", "Sales"]);

    await world.admin.updateProfile(userId, { title: "Head of sales" });
    await world.settle();
    await world.days(2);
    expect(profileOf(world, userId)["title"]).toBe("Head of sales");
    expect((await movers(world, userId))[0]).toMatchObject({ status: "succeeded", verification: { unmet: [] } });
    const { orders } = await operate(world, "orders.list", { who: userId });
    expect(orders).toMatchObject([{ state: "done", order: { id: order.id } }]);
    const late = operate(world, "orders.withdraw", { ...AMEND, orderId: order.id });
    await expect(late).rejects.toMatchObject({ name: "StateChanged", message: expect.stringMatching(/person change/) });
    expect(await trailOf(world, userId)).toEqual([
      "mastery: nothing to do (adopted) for linked: the account is older than the tenant's onboarding",
      "op: ordered #1 kind change at 2026-03-03T11:00Z attributes title,department, because: asked for by the customer",
      "mastery: nothing to do (adopted) for linked: unchanged; due change at 2026-03-03T11:00Z",
      "op: order-changed #1 kind change from 2026-03-03T11:00Z to 2026-03-05T11:00Z, because: asked for by the customer",
      "mastery: nothing to do (adopted) for linked: unchanged; due change at 2026-03-05T11:00Z",
      "mastery: mover for linked: move: department, title changed; update-profile, add-group",
      "mastery: mover verified, 2 read back: joined",
    ]);
  });
});

it("a change that was withdrawn before its day is never carried out", async () => {
  await inWorld(OPTIONS, async (world) => {
    const userId = await seed(world);
    const { order } = await operate(world, "person.change", {
      ...BY,
      who: userId,
      department: "Sales",
      at: "2026-03-04",
    });
    expect((await operate(world, "person.show", { who: userId })).due).toMatchObject([{ kind: "change" }]);
    await operate(world, "orders.withdraw", { ...AMEND, orderId: order.id });
    expect((await operate(world, "person.show", { who: userId })).due).toEqual([]);
    await world.days(4);
    expect(profileOf(world, userId)["department"]).toBe("Engineering");
    expect(await movers(world, userId)).toEqual([]);
  });
});

it("of two changes that are due at once the later one wins, and both are done", async () => {
  await inWorld(OPTIONS, async (world) => {
    const userId = await seed(world);
    await operate(world, "person.change", { ...BY, who: userId, title: "First", at: "2026-03-04" });
    await operate(world, "person.change", { ...BY, who: userId, title: "Second", at: "2026-03-05" });
    await world.clock.advance(5 * 86_400_000);
    await world.runtime.sweep();
    await world.settle();
    expect(profileOf(world, userId)["title"]).toBe("Second");
    const { orders } = await operate(world, "orders.list", { who: userId });
    expect(orders.map(({ state }) => state)).toEqual(["done", "done"]);
  });
});

it("a new e-mail address keeps the former one as an alias", async () => {
  const policy = { ...POLICY, mover: { aliasAttribute: "aliases" } };
  await inWorld({ ...OPTIONS, policy }, async (world) => {
    world.org.seedAttribute("aliases");
    const userId = await seed(world);
    await operate(world, "person.change", { ...BY, who: userId, set: { email: "eli.roe@story.example" } });
    expect(profileOf(world, userId)).toMatchObject({ email: "eli.roe@story.example", aliases: "eli@story.example" });
  });
});
