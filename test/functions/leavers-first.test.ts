import { expect, it } from "vitest";
import { definition as assess } from "../../functions/assess-person.ts";
import { definition as release } from "../../functions/release-person.ts";
import { addMs } from "../../src/domain/time.ts";
import { heldLeases, readMailbox, takeLease } from "../../src/stores/mailbox.ts";
import { resolvePerson } from "../../src/stores/people.ts";
import { wake } from "../../src/stores/wake.ts";
import { inWorkshop, settledAccount, type Workshop } from "./workshop.ts";

async function ready(workshop: Workshop, id: string, priority: 0 | 1): Promise<string> {
  const { store, ids } = workshop.deps;
  workshop.accounts.set(id, settledAccount(id));
  const personKey = await resolvePerson(store, "acme", { provider: "okta", id }, ids.personKey);
  await wake(store, { tenantId: "acme", personKey, priority, now: workshop.now() });
  return personKey;
}

const look = ({ deliver }: Workshop, personKey: string) =>
  deliver(assess, [{ schemaVersion: 1, tenantId: "acme", personKey }]);
const isLookedAt = async ({ deps }: Workshop, personKey: string): Promise<boolean> => {
  const mailbox = (await readMailbox(deps.store, "acme", personKey))!.value;
  return mailbox.seen === mailbox.wanted;
};

it("asks for the leaver, and not for who has waited longer, when an execution of a full tenant ends", async () => {
  await inWorkshop(async (workshop) => {
    await workshop.tenant("acme", { inFlightCap: 1 });
    const { store } = workshop.deps;
    const working = await ready(workshop, "00uworking", 1);
    const lease = (await takeLease(store, "acme", working, workshop.now()))!;
    for (let n = 0; n < 20; n += 1) {
      workshop.pass(1000);
      await ready(workshop, `00ujoiner${n}`, 1);
    }
    workshop.pass(1000);
    const leaver = await ready(workshop, "00uleaver", 0);
    await look(workshop, leaver);
    expect(await isLookedAt(workshop, leaver)).toBe(false); // no room
    const input = { schemaVersion: 1, tenantId: "acme", personKey: working, seq: 1, execution: lease.execution };
    await workshop.call(release, input);
    expect(workshop.assessments.sent.map(({ body }) => body["personKey"])).toEqual([leaver]);
  });
});

it("looks at the leaver first although a joiner's message comes first", async () => {
  await inWorkshop(async (workshop) => {
    await workshop.tenant("acme", { inFlightCap: 1 });
    const looked: string[] = [];
    workshop.onRead = (id) => void looked.push(id);
    const joiner = await ready(workshop, "00ujoiner", 1);
    workshop.pass(1000);
    const leaver = await ready(workshop, "00uleaver", 0);
    expect(await look(workshop, joiner)).toEqual([]);
    expect([...new Set(looked)]).toEqual(["00uleaver", "00ujoiner"]);
    expect(await isLookedAt(workshop, leaver)).toBe(true);
    expect(await heldLeases(workshop.deps.store, "acme")).toEqual([]);
    const { now } = workshop;
    expect((await readMailbox(workshop.deps.store, "acme", joiner))?.value.readySince).toBe(addMs(now(), 0));
  });
});
