import { expect, it } from "vitest";
import type { OutboxList } from "../../../src/api/outbox-list.ts";
import { runOperation } from "../../../src/api/run-operation.ts";
import { listOutbox, outboxSecretName } from "../../../src/stores/outbox-record.ts";
import { type Office, openOffice, outboxOf, tenantConfig } from "./office.ts";

const LINK = "https://acme.example/welcome/one-time";
const note = {
  to: "boss@acme.example",
  template: "manager-welcome",
  subject: "Ana can start",
  text: "Ready.",
} as const;

async function withMessages({ deps }: Office): Promise<void> {
  await runOperation("tenant.apply", { text: JSON.stringify(tenantConfig()), file: "acme.json", secrets: {} }, deps);
  const outbox = outboxOf(deps);
  await outbox.send({ ...note, key: "p-1/welcome" });
  await outbox.send({ ...note, key: "p-1/credential", template: "manager-activation-link", secretLink: LINK });
}

it("lists what waits, links that nobody has taken first, and shows no link", async () => {
  const office = openOffice();
  await withMessages(office);
  const { messages } = (await runOperation("outbox.list", {}, office.deps)) as OutboxList;
  expect(messages.map(({ key, hasLink }) => [key, hasLink])).toEqual([
    ["p-1/credential", true],
    ["p-1/welcome", false],
  ]);
  expect(JSON.stringify(messages)).not.toContain(LINK);
});

it("gives a link to a named operator and writes down who took it, every time", async () => {
  const office = openOffice();
  await withMessages(office);
  const take = (takenBy: string) =>
    runOperation("outbox.take", { tenantId: "acme", key: "p-1/credential", takenBy }, office.deps);
  expect(await take("kim")).toMatchObject({ to: "boss@acme.example", link: LINK });
  await take("lee");
  const { messages } = (await runOperation("outbox.list", {}, office.deps)) as OutboxList;
  expect(messages.find(({ key }) => key === "p-1/credential")).toMatchObject({ takenBy: "lee" });
});

it("says where to look for a message that is not there", async () => {
  const office = openOffice();
  await withMessages(office);
  const input = { tenantId: "acme", key: "p-9/welcome", takenBy: "kim" };
  await expect(runOperation("outbox.take", input, office.deps)).rejects.toThrow("mastery outbox list");
});

it("shows an untaken link first, however many notes came after it", async () => {
  const office = openOffice();
  await withMessages(office);
  const outbox = outboxOf(office.deps);
  for (let n = 0; n < 120; n += 1) {
    office.pass(1000);
    await outbox.send({ ...note, key: `p-${n + 2}/welcome` });
  }
  const { messages } = (await runOperation("outbox.list", {}, office.deps)) as OutboxList;
  expect(messages).toHaveLength(122);
  expect(messages[0]?.key).toBe("p-1/credential");
});

it("keeps on record who took a link that was renewed since, and shows the new one as untaken", async () => {
  const office = openOffice();
  await withMessages(office);
  await runOperation("outbox.take", { tenantId: "acme", key: "p-1/credential", takenBy: "kim" }, office.deps);
  office.pass(60_000);
  const { store } = office.deps;
  await outboxOf(office.deps).send({
    ...note,
    key: "p-1/credential",
    template: "manager-activation-link",
    secretLink: `${LINK}-2`,
  });
  const { messages } = (await runOperation("outbox.list", {}, office.deps)) as OutboxList;
  expect(messages[0]).toMatchObject({ key: "p-1/credential" });
  expect(messages[0]?.takenBy).toBeUndefined();
  const stored = (await listOutbox(store, "acme")).find(({ key }) => key === "p-1/credential");
  expect(stored?.taken?.map(({ by }) => by)).toEqual(["kim"]);
});

it("says that a link is gone, instead of giving a message without it", async () => {
  const office = openOffice();
  await withMessages(office);
  await office.deps.secrets.remove("acme", outboxSecretName("p-1/credential"));
  const input = { tenantId: "acme", key: "p-1/credential", takenBy: "kim" };
  await expect(runOperation("outbox.take", input, office.deps)).rejects.toThrow("is gone");
});
