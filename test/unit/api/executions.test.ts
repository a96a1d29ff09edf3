import { expect, it } from "vitest";
import { visitsOf } from "../../../src/api/executions-show.ts";
import type { Decision } from "../../../src/domain/decision.ts";
import type { Instant } from "../../../src/domain/time.ts";
import type { HistoryEvent } from "../../../src/ports/executions.ts";
import { keys } from "../../../src/stores/keys.ts";
import { readMailbox, takeLease } from "../../../src/stores/mailbox.ts";
import { wake } from "../../../src/stores/wake.ts";
import { NOW, openOffice, tenantConfig } from "./office.ts";

const DECISION: Decision = {
  schemaVersion: 1,
  situation: "linked",
  flow: "leaver",
  reason: "leave ordered",
  operations: [
    { kind: "clear-sessions", why: "leaver" },
    { kind: "remove-group", why: "leaver", groupId: "00g1", groupName: "Sales" },
    { kind: "deactivate", why: "leaver" },
  ],
  authority: {},
  refused: [],
  due: [],
  phaseNow: "leaving",
  phaseAfter: "left",
  notes: [],
};
const HELD = {
  ...DECISION,
  operations: [],
  hold: { code: "too-many-leavers", reason: "many", todo: "check the feed" },
};

async function openWith(...accountIds: string[]) {
  const office = openOffice();
  await office.apply();
  const people = await Promise.all(accountIds.map((id) => office.hire(id)));
  return { office, people };
}

it("lists what fails or is held before what is newer, over every tenant", async () => {
  const { office, people } = await openWith("a", "b", "c");
  await office.apply(tenantConfig({ id: "zenith" }));
  const [a = "", b = "", c = ""] = people;
  await office.record({ personKey: a, seq: 1, status: "failed", error: "VerificationFailed" });
  office.pass(1000);
  await office.record({ personKey: b, seq: 1, status: "held", decision: HELD });
  office.pass(1000);
  await office.record({ personKey: c, seq: 1, decision: DECISION });
  office.pass(1000);
  const far = await office.hire("z", "zenith");
  await office.record({ tenantId: "zenith", personKey: far, seq: 1 });
  const { executions, more } = await office.call("executions.list", {});
  expect(executions.map(({ execution, needsAttention, why }) => [execution, needsAttention, why])).toEqual([
    [`acme-${b}-1`, true, "too-many-leavers"],
    [`acme-${a}-1`, true, "VerificationFailed"],
    [`zenith-${far}-1`, false, undefined],
    [`acme-${c}-1`, false, undefined],
  ]);
  expect(more).toBe(0);
  const only = await office.call("executions.list", { tenantId: "zenith" });
  expect(only.executions.map(({ tenantId }) => tenantId)).toEqual(["zenith"]);
});

it("stops asking for attention once a later run of the person went well", async () => {
  const { office, people } = await openWith("a");
  const [a = ""] = people;
  await office.record({ personKey: a, seq: 1, status: "failed", error: "AccessDenied" });
  office.pass(1000);
  await office.record({ personKey: a, seq: 2, status: "unchanged" });
  const { executions } = await office.call("executions.list", {});
  expect(executions.map(({ execution, needsAttention }) => [execution, needsAttention])).toEqual([
    [`acme-${a}-1`, false],
  ]);
});

it("still asks for attention when the later run was only superseded", async () => {
  const { office, people } = await openWith("a");
  const [a = ""] = people;
  await office.record({ personKey: a, seq: 1, status: "failed", error: "AccessDenied" });
  office.pass(1000);
  await office.record({ personKey: a, seq: 2, status: "superseded" });
  const { executions } = await office.call("executions.list", {});
  expect(executions[0]).toMatchObject({ execution: `acme-${a}-1`, needsAttention: true });
});

it("leaves out looks that found nothing to do, unless they are asked for, and says how many more there are", async () => {
  const { office, people } = await openWith("a");
  const [a = ""] = people;
  for (let seq = 1; seq <= 3; seq += 1) {
    await office.record({ personKey: a, seq, status: "unchanged" });
    office.pass(1000);
  }
  expect((await office.call("executions.list", {})).executions).toEqual([]);
  const all = await office.call("executions.list", { unchanged: true, limit: 2 });
  expect(all).toMatchObject({ more: 1, executions: [{ execution: `acme-${a}-3` }, { execution: `acme-${a}-2` }] });
});

const at = (second: number): Instant => `2026-03-02T09:00:0${second}.000Z` as Instant;
const event = (id: number, second: number, type: string, stateName?: string, details = {}): HistoryEvent => ({
  id,
  at: at(second),
  type,
  details,
  ...(stateName === undefined ? {} : { stateName }),
});

it("tells states, their times and the errors that they met from a history", () => {
  const visits = visitsOf([
    event(1, 0, "ExecutionStarted"),
    event(2, 0, "TaskStateEntered", "Clear sessions"),
    event(3, 1, "LambdaFunctionFailed", undefined, { error: "ProviderUnavailable" }),
    event(4, 3, "TaskStateExited", "Clear sessions"),
    event(5, 3, "TaskStateEntered", "Verify"),
    event(6, 4, "LambdaFunctionFailed", undefined, { error: "VerificationFailed" }),
    event(7, 4, "ExecutionFailed", undefined, { error: "VerificationFailed" }),
  ]);
  expect(visits).toEqual([
    { state: "Clear sessions", enteredAt: at(0), exitedAt: at(3), milliseconds: 3000, errors: ["ProviderUnavailable"] },
    { state: "Verify", enteredAt: at(3), errors: ["VerificationFailed"] },
  ]);
});

it("shows a run with the checkpoint of each operation", async () => {
  const { office, people } = await openWith("a");
  const [personKey = ""] = people;
  const { execution } = await office.record({ personKey, seq: 1, machine: "leaver", decision: DECISION });
  const checkpoint = { schemaVersion: 1, operation: "remove-group:00g1", status: "done", at: NOW, requestId: "req-7" };
  const key = keys.checkpoint("acme", personKey, 1, "remove-group:00g1");
  await office.deps.store.transact([{ kind: "put", key, content: { value: checkpoint }, when: "absent" }]);
  office.histories.set(execution, {
    summary: { machine: "leaver", name: execution, status: "RUNNING", startedAt: NOW },
    history: [event(1, 0, "TaskStateEntered", "Clear sessions")],
  });
  const shown = await office.call("executions.show", { execution });
  expect(shown.execution?.status).toBe("RUNNING");
  expect(shown.states).toEqual([{ state: "Clear sessions", enteredAt: at(0), errors: [] }]);
  expect(shown.operations.map(({ operation, progress, requestId }) => [operation.kind, progress, requestId])).toEqual([
    ["clear-sessions", "planned", undefined],
    ["remove-group", "done", "req-7"],
    ["deactivate", "planned", undefined],
  ]);
});

it.each(["nonsense", "acme-p-123-1"])("refuses %o as an execution's id", async (execution) => {
  const { office } = await openWith();
  await expect(office.call("executions.show", { execution })).rejects.toThrow(/executions list/);
});

it("makes the person ready again on a rerun, with who asked for it in the audit trail", async () => {
  const { office, people } = await openWith("a");
  const [personKey = ""] = people;
  const { execution } = await office.record({ personKey, seq: 1, status: "failed" });
  const rerun = await office.call("executions.rerun", { execution, requestedBy: "op" });
  expect(rerun).toEqual({ tenantId: "acme", personKey });
  expect((await readMailbox(office.deps.store, "acme", personKey))!.value).toMatchObject({ wanted: 1, seen: 0 });
  expect(office.assessments).toHaveLength(1);
  const { audit, attention } = await office.call("person.show", { who: personKey });
  expect(audit.entries.map(({ kind, by, detail }) => [kind, by, detail])).toEqual([["rerun", "op", { execution }]]);
  expect(attention.ready).toBe(true);
});

it("says which execution a rerun waits for", async () => {
  const { office, people } = await openWith("a");
  const [personKey = ""] = people;
  const { execution } = await office.record({ personKey, seq: 1, status: "failed" });
  await wake(office.deps.store, { tenantId: "acme", personKey, priority: 1, now: NOW });
  const lease = await takeLease(office.deps.store, "acme", personKey, NOW);
  const rerun = await office.call("executions.rerun", { execution, requestedBy: "op" });
  expect(rerun.waitsFor).toBe(lease!.execution);
});

it("reruns nobody whom it does not know", async () => {
  const { office } = await openWith();
  const execution = `acme-p-${"0".repeat(26)}-1`;
  await expect(office.call("executions.rerun", { execution, requestedBy: "op" })).rejects.toMatchObject({
    name: "NotFound",
  });
  expect(office.assessments).toEqual([]);
});

it("refuses operations and inputs that the contract does not know", async () => {
  const { office } = await openWith();
  await expect(office.call("person.delete" as never, {} as never)).rejects.toThrow(/no operation person.delete/);
  await expect(office.call("toString" as never, {} as never)).rejects.toThrow(/no operation/);
  await expect(office.call("status", { tenant: "acme" } as never)).rejects.toThrow(/status: .*tenant/);
});
