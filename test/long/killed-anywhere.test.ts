import { expect, it } from "vitest";
import { inCompany } from "../stories/killed-process.ts";
import { expectCompleteJoiner, expectCompleteLeaver } from "../stories/once-and-complete.ts";

const COMMON = ["assess-person", "verify-run", "record-run", "release-person"];
const JOINER = ["dispatch-event", "complete-profile", "add-groups", "activate-account", "write-welcome-note"];
const LEAVER = [
  "block-sign-in",
  "clear-sessions",
  "record-groups",
  "remove-groups",
  "deactivate-account",
  "raise-tasks",
];
const WHEN = ["before", "after"] as const;
const places = (names: readonly string[]) => names.flatMap((at) => WHEN.map((when) => ({ at, when })));

it.each(places([...JOINER, ...COMMON]))(
  "completes a joiner, once, when the process is killed $when $at",
  async (kill) => {
    await inCompany(async (company) => {
      const { live, pass, newHire: accountId } = company;
      expect(await live({ accountId, act: "join", kill })).toBe("SIGKILL");
      pass(180_000); // a lease without an execution is freed once the longest function time-out has passed
      expect(await live({ accountId })).toBe(0);
      await expectCompleteJoiner(company);
    });
  },
);

it.each(places([...LEAVER, ...COMMON]))(
  "completes a leaver, once, when the process is killed $when $at",
  async (kill) => {
    await inCompany(async (company) => {
      const { live, pass, employee: accountId } = company;
      expect(await live({ accountId, act: "leave", kill })).toBe("SIGKILL");
      pass(180_000);
      expect(await live({ accountId })).toBe(0);
      await expectCompleteLeaver(company);
    });
  },
);
