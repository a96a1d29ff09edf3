import { VerificationFailed } from "../domain/errors.ts";
import { operationsOf } from "../domain/operation.ts";
import { addMs } from "../domain/time.ts";
import { type Observed, unmetPostConditions } from "../domain/verify.ts";
import type { Notifier } from "../ports/notifier.ts";
import { commit } from "../stores/commit.ts";
import { leaseCheck } from "../stores/mailbox.ts";
import { readPerson } from "../stores/people.ts";
import { putRun, readRun } from "../stores/runs.ts";
import { listTasks } from "../stores/tasks.ts";
import type { Deps } from "./deps.ts";
import { readFacts } from "./look.ts";
import { moveNoteKey } from "./move-note.ts";
import { type OpenRun, openRun, type RunInput } from "./open-run.ts";

/** Clocks differ: an event that Okta stamped a little earlier than we did still belongs to this run. */
const CLOCK_SKEW_MS = 60_000;

/** @throws VerificationFailed naming every post-condition that could not be read back. */
export async function verifyRun(input: RunInput, deps: Deps): Promise<{ checked: number; unmet: 0 }> {
  const open = await openRun(input, deps);
  const unmet = unmetPostConditions(open.decision.operations, await observe(open, deps));
  await commit<void>(open.store, async () => {
    const check = await leaseCheck(open.store, input.tenantId, input.personKey, input.execution);
    const read = await readRun(open.store, input.tenantId, input.personKey, input.seq);
    if (!read) return { writes: [], result: undefined };
    const verification = { at: deps.clock.now(), unmet: [...unmet] };
    return { writes: [check, putRun({ ...read.value, verification }, read)], result: undefined };
  });
  if (unmet.length === 0) return { checked: open.decision.operations.length, unmet: 0 };
  const what = unmet.map(({ operation, expected, found }) => `${operation}: expected ${expected}, found ${found}`);
  throw new VerificationFailed(`not read back from the target: ${what.join("; ")}`);
}

async function managersTold(run: OpenRun, notifier: Notifier): Promise<Observed["managersTold"]> {
  const told: Observed["managersTold"][number][] = [];
  for (const operation of operationsOf(run.decision.operations, "tell-manager"))
    if (await notifier.wasSent(moveNoteKey(run, operation), operation.to)) told.push(operation.role);
  return told;
}

async function observe(open: OpenRun, deps: Deps): Promise<Observed> {
  const { input, store, decision, accountId, directory, run } = open;
  const { operations } = decision;
  const notifier = deps.notifier(input.tenantId);
  const sent = async (kind: "deliver-credential" | "welcome-manager", key: string): Promise<boolean> => {
    const [planned] = operationsOf(operations, kind);
    return planned !== undefined && notifier.wasSent(`${input.execution}/${key}`, planned.to);
  };
  const clears = operationsOf(operations, "clear-sessions").length > 0;
  const since = addMs(run.value.startedAt, -CLOCK_SKEW_MS);
  const person = await readPerson(store, input.tenantId, input.personKey);
  return {
    ...(await readFacts(directory, accountId)),
    sessionsCleared: clears && (await directory.sessionsClearedSince(accountId, since)),
    notificationsSent: {
      "deliver-credential": await sent("deliver-credential", "credential"),
      "welcome-manager": await sent("welcome-manager", "welcome"),
    },
    managersTold: await managersTold(open, notifier),
    tasksRaised: (await listTasks(store, input.tenantId, input.personKey)).map(({ key }) => key),
    groupsRecorded: person?.value.recordedGroups !== undefined,
  };
}
