import { stepDeps } from "../src/aws/step-entry.ts";
import { addMs } from "../src/domain/time.ts";
import { announce } from "../src/lambda/announce.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { notificationKey } from "../src/lambda/notification-key.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";
import { raiseTask } from "../src/stores/tasks.ts";

const DAY_MS = 86_400_000;

/** Raises the tasks that no API can do, each with an owner and a due date, and tells the owner. */
export const definition = defineOperationStep({
  name: "raise-tasks",
  kind: "raise-task",
  apply: async ({ taskKey, title, instructions, owner, dueDays }, run, deps) => {
    const { input, store, checkLease } = run;
    const raisedAt = deps.clock.now();
    const dueAt = addMs(raisedAt, dueDays * DAY_MS);
    await raiseTask(store, input, { key: taskKey, title, instructions, owner, raisedAt, dueAt });
    await checkLease();
    if (!owner.includes("@")) return {}; // a name, not an address: the lists tell
    // The task is what counts, and it is tracked: a mail server that is down keeps nobody from leaving.
    const news = {
      key: notificationKey(run, `task/${taskKey}`),
      to: owner,
      template: "leaver-tasks" as const,
      subject: `${title}: due ${dueAt.slice(0, 10)}`,
      text: `${instructions}\n\nPerson: ${input.personKey}. Run: ${input.execution}.`,
    };
    await announce(input.tenantId, news, deps);
    return {};
  },
});

export const handler = createHandler(definition, stepDeps);
