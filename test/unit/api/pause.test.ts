import { expect, it } from "vitest";
import { definition as assess } from "../../../functions/assess-person.ts";
import { createHandler } from "../../../src/lambda/handler.ts";
import { readTenantAudit } from "../../../src/stores/audit.ts";
import { readMailbox } from "../../../src/stores/mailbox.ts";
import { wake } from "../../../src/stores/wake.ts";
import { accountOf, NOW, type Office, openOffice } from "./office.ts";

const pauseAcme = (office: Office) =>
  office.call("tenant.pause", { tenantId: "acme", reason: "wrong feed", by: "kim" });

async function look({ deps }: Office, personKey: string): Promise<void> {
  const body = JSON.stringify({ schemaVersion: 1, tenantId: "acme", personKey });
  const Records = [{ messageId: "m", receiptHandle: "r", body, attributes: {}, eventSource: "aws:sqs" }];
  expect(await createHandler(assess, async () => deps)({ Records }, {})).toEqual({ batchItemFailures: [] });
}

it("looks at nobody while the tenant is paused, and at everybody who waited once it is resumed, leavers first", async () => {
  const office = openOffice();
  await office.apply();
  const { store } = office.deps;
  const [joiner, leaver] = [await office.hire("00u1"), await office.hire("00u2")];
  expect(await pauseAcme(office)).toMatchObject({ since: NOW, by: "kim", inFlight: 0 });
  await wake(store, { tenantId: "acme", personKey: joiner, priority: 1, now: NOW });
  await wake(store, { tenantId: "acme", personKey: leaver, priority: 0, now: NOW });
  await look(office, leaver);
  const mailbox = (await readMailbox(store, "acme", leaver))?.value;
  expect(mailbox).toMatchObject({ wanted: 1, seen: 0 });
  expect(mailbox).not.toHaveProperty("lease");
  const [shown] = (await office.call("status", {})).tenants;
  expect(shown).toMatchObject({ ready: 2, paused: { since: NOW, by: "kim", reason: "wrong feed" } });
  expect(office.assessments).toEqual([]);
  office.pass(60_000);
  expect(await office.call("tenant.resume", { tenantId: "acme", by: "lee" })).toMatchObject({
    pausedSince: NOW,
    asked: 2,
  });
  expect(office.assessments.map(({ body }) => body["personKey"])).toEqual([leaver, joiner]);
  expect((await office.call("status", {})).tenants[0]).not.toHaveProperty("paused");
  const trail = await readTenantAudit(store, "acme");
  expect(trail.map(({ kind, by }) => [kind, by])).toEqual([
    ["paused", "kim"],
    ["resumed", "lee"],
  ]);
});

it("records an order for a leaver of a paused tenant, and says loudly that it waits", async () => {
  const office = openOffice();
  await office.apply();
  office.accounts.set("00u1", accountOf("00u1", "ana@acme.example"));
  await pauseAcme(office);
  const order = { tenantId: "acme", who: "ana@acme.example", reason: "left", orderedBy: "kim" };
  expect(await office.call("person.leave", order)).toMatchObject({ recorded: true, holdsNow: true, pausedSince: NOW });
});

it("keeps the first pause when it is asked for twice, and ends what is not paused without harm", async () => {
  const office = openOffice();
  await office.apply();
  await pauseAcme(office);
  office.pass(60_000);
  const again = await office.call("tenant.pause", { tenantId: "acme", reason: "another", by: "lee" });
  expect(again).toMatchObject({ since: NOW, by: "kim", reason: "wrong feed" });
  await office.call("tenant.resume", { tenantId: "acme", by: "lee" });
  expect(await office.call("tenant.resume", { tenantId: "acme", by: "lee" })).toEqual({ tenantId: "acme", asked: 0 });
  await expect(office.call("tenant.pause", { tenantId: "none", reason: "x", by: "kim" })).rejects.toThrow(
    "no tenant none",
  );
});
