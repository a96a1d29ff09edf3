import { stepDeps } from "../src/aws/step-entry.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";
import { commit } from "../src/stores/commit.ts";
import { leaseCheck } from "../src/stores/mailbox.ts";
import { putPerson, readPerson } from "../src/stores/people.ts";

/** Writes down which groups the leaver holds, before any is removed, so that a wrong leaver can be undone. */
export const definition = defineOperationStep({
  name: "record-groups",
  kind: "record-groups",
  apply: async (_operation, { accountId, directory, store, input }) => {
    const memberships = await directory.listMemberships(accountId);
    const recordedGroups = memberships
      .filter(({ kind }) => kind !== "BUILT_IN")
      .map(({ groupId, groupName }) => ({ id: groupId, name: groupName }));
    await commit<void>(store, async () => {
      const check = await leaseCheck(store, input.tenantId, input.personKey, input.execution);
      const person = await readPerson(store, input.tenantId, input.personKey);
      if (!person || person.value.recordedGroups) return { writes: [], result: undefined };
      return {
        writes: [check, putPerson(input.tenantId, { ...person.value, recordedGroups }, person)],
        result: undefined,
      };
    });
    return {};
  },
});

export const handler = createHandler(definition, stepDeps);
