import { VerificationFailed } from "../domain/errors.ts";
import { type OperationKind, operationsOf } from "../domain/operation.ts";
import { addMs } from "../domain/time.ts";
import { type Observed, unmetLeaverEnd, unmetPostConditions } from "../domain/verify.ts";
import { commit } from "../stores/commit.ts";
import { leaseCheck } from "../stores/mailbox.ts";
import { readPerson } from "../stores/people.ts";
import { putRun, readRun } from "../stores/runs.ts";
import { listTasks } from "../stores/tasks.ts";
import type { Deps } from "./deps.ts";
import { readFacts } from "./look.ts";
import { notificationKey } from "./notification-key.ts";
import { type OpenRun, openRun, type RunInput } from "./open-run.ts";
import { reminderNote } from "./reminder-note.ts";

/** Clocks differ: an event that Okta stamped a little earlier than we did still belongs to this run. */
const CLOCK_SKEW_MS = 5_000;

const NOTES: ReadonlySet<OperationKind> = new Set(["welcome-manager", "tell-manager"]);

/** @throws VerificationFailed naming every post-condition that could not be read back. */
export async function verifyRun(input: RunInput, deps: Deps): Promise<{ checked: number; unmet: 0 }> {
  const open = await openRun(input, deps);
  // The notes to managers come after this, since they say that everything is done; their steps read themselves back.
  const operations = open.decision.operations.filter(({ kind }) => !NOTES.has(kind));
  // From before the reading: what somebody ordered since then was ordered with this state before them, or a later one.
  const at = deps.clock.now();
  const observed = await observe(open, deps);
  const isLeaver = open.decision.flow === "leaver";
  const unmet = [...unmetPostConditions(operations, observed), ...(isLeaver ? unmetLeaverEnd(observed) : [])];
  await commit<void>(open.store, async () => {
    const check = await leaseCheck(open.store, input.tenantId, input.personKey, input.execution);
    const read = await readRun(open.store, input.tenantId, input.personKey, input.seq);
    if (!read) return { writes: [], result: undefined };
    const verification = { at, unmet };
    return { writes: [check, putRun({ ...read.value, verification }, read)], result: undefined };
  });
  if (unmet.length === 0) return { checked: operations.length, unmet: 0 };
  const what = unmet.map(({ operation, expected, found }) => `${operation}: expected ${expected}, found ${found}`);
  throw new VerificationFailed(`not read back from the target: ${what.join("; ")}`);
}

async function observe(open: OpenRun, deps: Deps): Promise<Observed> {
  const { input, store, decision, accountId, directory, run } = open;
  const { operations } = decision;
  const notifier = deps.notifier(input.tenantId);
  const sent = async (kind: keyof Observed["notificationsSent"], key: string): Promise<boolean> => {
    const [planned] = operationsOf(operations, kind);
    return planned !== undefined && notifier.wasSent(notificationKey(open, key), planned.to);
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
      "remind-sponsor": await sent("remind-sponsor", reminderNote(decision)),
    },
    managersTold: [],
    tasksRaised: (await listTasks(store, input.tenantId, input.personKey)).map(({ key }) => key),
    groupsRecorded: person?.value.recordedGroups !== undefined,
  };
}
