import { expect, it } from "vitest";
import { definition } from "../../functions/dispatch-event.ts";
import type { JsonObject } from "../../src/domain/json.ts";
import { keys } from "../../src/stores/keys.ts";
import { readMailbox } from "../../src/stores/mailbox.ts";
import { listPeople, readPerson } from "../../src/stores/people.ts";
import { inWorkshop, MONDAY, type Workshop } from "./workshop.ts";

/** A workshop whose tenants are in service. */
const inService = (work: (workshop: Workshop) => Promise<void>): Promise<void> =>
  inWorkshop(async (workshop) => {
    await workshop.tenant("acme");
    await workshop.tenant("zenith");
    await work(workshop);
  });

const hint = (eventId: string, more: JsonObject = {}): JsonObject => ({
  schemaVersion: 1,
  tenantId: "acme",
  eventId,
  eventType: "user.account.update_profile",
  source: "okta-hook",
  receivedAt: MONDAY,
  subject: { provider: "okta", id: "00u1" },
  priority: 1,
  own: false,
  ...more,
});

async function peopleOf(workshop: Workshop, tenantId: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { key } of listPeople(workshop.deps.store, tenantId)) found.push(key);
  return found;
}

const asked = ({ assessments }: Workshop): unknown[] => assessments.sent.map(({ body }) => body["personKey"]);

it("makes a provisional person for an unknown id, marks it ready and asks for a look", async () => {
  await inService(async (workshop) => {
    expect(await workshop.deliver(definition, [hint("e-1")])).toEqual([]);
    const [personKey] = await peopleOf(workshop, "acme");
    expect((await readPerson(workshop.deps.store, "acme", personKey!))?.value).toMatchObject({
      phase: "provisional",
      links: [{ provider: "okta", id: "00u1" }],
    });
    expect((await readMailbox(workshop.deps.store, "acme", personKey!))?.value).toMatchObject({ wanted: 1, seen: 0 });
    expect(workshop.assessments.sent).toEqual([
      { body: { schemaVersion: 1, tenantId: "acme", personKey }, group: "acme" },
    ]);
  });
});

it("records an event once and asks again when it is delivered again", async () => {
  await inService(async (workshop) => {
    await workshop.deliver(definition, [hint("e-1")]);
    await workshop.deliver(definition, [hint("e-1", { source: "okta-log" })]);
    const [personKey, ...others] = await peopleOf(workshop, "acme");
    expect(others).toEqual([]);
    expect((await readMailbox(workshop.deps.store, "acme", personKey!))?.value.wanted).toBe(1);
    expect(asked(workshop)).toEqual([personKey, personKey]);
    const recorded = await workshop.deps.store.get(keys.event("acme", "e-1"));
    const came = { hookAt: MONDAY, loggedAt: MONDAY };
    expect(recorded).toMatchObject({ version: 2, value: { source: "okta-hook", personKey, ...came } });
    await workshop.deliver(definition, [hint("e-1"), hint("e-1", { source: "okta-log" })]);
    expect(await workshop.deps.store.get(keys.event("acme", "e-1"))).toEqual(recorded);
    const days = (recorded!.expiresAt! - Date.parse(MONDAY) / 1000) / 86_400;
    expect(days).toBeGreaterThanOrEqual(90);
  });
});

it("asks at the redelivery when the first delivery could not", async () => {
  await inService(async (workshop) => {
    workshop.assessments.broken = true;
    expect(await workshop.deliver(definition, [hint("e-1")])).toEqual(["m-0"]);
    workshop.assessments.broken = false;
    expect(await workshop.deliver(definition, [hint("e-1")])).toEqual([]);
    expect(asked(workshop)).toEqual(await peopleOf(workshop, "acme"));
  });
});

it("makes one person of ten events that arrive at the same time", async () => {
  await inService(async (workshop) => {
    const together = Array.from({ length: 10 }, (_, n) => hint(`e-${n}`));
    expect(await workshop.deliver(definition, together)).toEqual([]);
    const people = await peopleOf(workshop, "acme");
    expect(people).toHaveLength(1);
    expect((await readMailbox(workshop.deps.store, "acme", people[0]!))?.value.wanted).toBe(10);
  });
});

it("keeps the same id in two tenants apart, person and event", async () => {
  await inService(async (workshop) => {
    await workshop.deliver(definition, [hint("e-1"), hint("e-1", { tenantId: "zenith" })]);
    const [acme, zenith] = [await peopleOf(workshop, "acme"), await peopleOf(workshop, "zenith")];
    expect([acme.length, zenith.length]).toEqual([1, 1]);
    expect(acme[0]).not.toBe(zenith[0]);
    expect(await readMailbox(workshop.deps.store, "zenith", acme[0]!)).toBeUndefined();
    expect(workshop.assessments.sent.map(({ group, body }) => [group, body["tenantId"], body["personKey"]])).toEqual([
      ["acme", "acme", acme[0]],
      ["zenith", "zenith", zenith[0]],
    ]);
  });
});

it("records an event that concerns nobody and wakes nobody", async () => {
  await inService(async (workshop) => {
    const { subject: _nobody, ...about } = hint("e-1");
    expect(await workshop.deliver(definition, [about])).toEqual([]);
    expect(await workshop.deps.store.get(keys.event("acme", "e-1"))).toBeDefined();
    expect(workshop.assessments.sent).toEqual([]);
  });
});

it("keeps a person's urgency while a lesser event follows", async () => {
  await inService(async (workshop) => {
    await workshop.deliver(definition, [hint("e-1", { priority: 0 })]);
    await workshop.deliver(definition, [hint("e-2", { priority: 1 })]);
    const [personKey] = await peopleOf(workshop, "acme");
    expect((await readMailbox(workshop.deps.store, "acme", personKey!))?.value).toMatchObject({
      priority: 0,
      wanted: 2,
    });
  });
});

it("fails a message of another shape alone; the others of its batch are done", async () => {
  await inService(async (workshop) => {
    const bodies = [hint("e-1"), { tenantId: "acme" }, hint("e-2", { subject: { provider: "okta", id: "00u2" } })];
    expect(await workshop.deliver(definition, bodies)).toEqual(["m-1"]);
    expect(await peopleOf(workshop, "acme")).toHaveLength(2);
  });
});

it("lets go of an event of a tenant that was removed", async () => {
  await inWorkshop(async (workshop) => {
    expect(await workshop.deliver(definition, [hint("e-1")])).toEqual([]);
    expect(await peopleOf(workshop, "acme")).toEqual([]);
    expect(workshop.assessments.sent).toEqual([]);
    expect(workshop.lines.join()).toContain("removed tenant");
  });
});
