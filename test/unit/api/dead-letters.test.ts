import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { addMs } from "../../../src/domain/time.ts";
import { createLocalDeadLetters } from "../../../src/local/local-dead-letters.ts";
import { openSqliteQueue, type SqliteQueue } from "../../../src/local/sqlite-queue.ts";
import { createRandomIds } from "../../../src/stores/random-ids.ts";
import { NOW, type Office, openOffice } from "./office.ts";

let dir: string;
let now = NOW;
let queues: Record<"intake" | "assessments", SqliteQueue>;
let office: Office;

beforeEach(() => {
  now = NOW;
  dir = mkdtempSync(join(tmpdir(), "mastery-dead-"));
  const open = (name: string) =>
    openSqliteQueue({
      path: join(dir, "queue.sqlite"),
      name,
      clock: { now: () => now },
      ids: createRandomIds(),
      maxReceives: 1,
    });
  queues = { intake: open("intake"), assessments: open("assessments") };
  office = openOffice({ deadLetterBox: createLocalDeadLetters(queues) });
});

afterEach(() => {
  for (const queue of Object.values(queues)) queue.close();
  rmSync(dir, { recursive: true, force: true });
});

async function die(queue: SqliteQueue, tenantId: string, more: object): Promise<void> {
  await queue.send([{ body: { schemaVersion: 1, tenantId, ...more }, group: tenantId }]);
  await queue.receive(10, 1);
  now = addMs(now, 2000);
}

it("lists what was given up in both queues, oldest first, and shows ids and kinds only", async () => {
  await die(queues.intake, "acme", { eventId: "e-1", eventType: "user.lifecycle.create", name: "Zephyrine Canary" });
  await die(queues.assessments, "brick", { personKey: "p-1", eventType: "zephyrine@canary.example or so" });
  const { letters } = await office.call("dead-letters.list", {});
  expect(letters).toMatchObject([
    { queue: "intake", tenantId: "acme", receives: 1, about: { eventId: "e-1", eventType: "user.lifecycle.create" } },
    { queue: "assessments", tenantId: "brick", about: { personKey: "p-1" } },
  ]);
  expect(JSON.stringify(letters).toLowerCase()).not.toContain("zephyrine");
  expect((await office.call("dead-letters.list", { tenantId: "brick" })).letters).toHaveLength(1);
  expect(await office.call("dead-letters.show", { id: letters[0]!.id })).toEqual(letters[0]);
});

it("sends one, or all of a tenant, on their way again", async () => {
  for (const tenantId of ["acme", "acme", "brick"]) await die(queues.intake, tenantId, { eventId: `e-${now}` });
  const { letters } = await office.call("dead-letters.list", {});
  await office.call("dead-letters.redrive", { id: letters[0]!.id });
  expect((await queues.intake.receive(10, 60)).map(({ id }) => id)).toEqual([letters[0]!.id]);
  expect((await office.call("dead-letters.redrive", { tenantId: "brick" })).redriven).toEqual([letters[2]!.id]);
  expect((await office.call("dead-letters.redrive", {})).redriven).toEqual([letters[1]!.id]);
  expect((await office.call("dead-letters.list", {})).letters).toEqual([]);
});

it("says so when there is none with this id, or none can be reached", async () => {
  await expect(office.call("dead-letters.redrive", { id: "m-none" })).rejects.toThrow("mastery dead-letters list");
  await expect(office.call("dead-letters.show", { id: "m-none" })).rejects.toThrow("mastery dead-letters list");
  await expect(openOffice().call("dead-letters.list", {})).rejects.toThrow("cannot be reached");
});
