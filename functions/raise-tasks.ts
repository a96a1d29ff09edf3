import { stepDeps } from "../src/aws/step-entry.ts";
import { ticketOf } from "../src/domain/decide/ticket.ts";
import { addMs } from "../src/domain/time.ts";
import { announce } from "../src/lambda/announce.ts";
import { composeMessage } from "../src/lambda/compose-message.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { notificationKey } from "../src/lambda/notification-key.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";
import { postNews } from "../src/lambda/tell-operators.ts";
import { raiseTask } from "../src/stores/tasks.ts";

const DAY_MS = 86_400_000;

/** Raises the tasks that no API can do, each with an owner and a due date, and tells the owner. */
export const definition = defineOperationStep({
  name: "raise-tasks",
  kind: "raise-task",
  apply: async ({ taskKey, title, instructions, owner, dueDays }, run, deps) => {
    const { input, store, tenant, checkLease } = run;
    const raisedAt = deps.clock.now();
    const dueAt = addMs(raisedAt, dueDays * DAY_MS);
    await raiseTask(store, input, { key: taskKey, title, instructions, owner, raisedAt, dueAt });
    await checkLease();
    // The task is what counts, and it is tracked: a mail server that is down keeps nobody from leaving.
    const key = notificationKey(run, `task/${taskKey}`);
    const { personKey, execution } = input;
    const ticket = ticketOf(run.person.value, raisedAt);
    const values = { title, instructions, due: dueAt.slice(0, 10), person: personKey, execution, ticket };
    const message = composeMessage(tenant.config, "leaver-tasks", values);
    // A name is no address: the lists and the webhook tell.
    if (owner.includes("@")) await announce(input.tenantId, { key, to: owner, ...message }, deps);
    await postNews(tenant, { template: "leaver-tasks", key, values }, deps);
    return {};
  },
});

export const handler = createHandler(definition, stepDeps);
