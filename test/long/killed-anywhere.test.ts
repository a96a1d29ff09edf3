import { expect, it } from "vitest";
import { inCompany } from "../stories/killed-process.ts";
import {
  expectCompleteContainment,
  expectCompleteJoiner,
  expectCompleteLeaver,
  expectCompleteMover,
} from "../stories/once-and-complete.ts";

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
const MOVER = ["dispatch-event", "add-groups"];
const CONTAIN = ["block-sign-in", "clear-sessions", "raise-tasks"];
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

it.each(places([...MOVER, ...COMMON]))(
  "completes a mover, once, when the process is killed $when $at",
  async (kill) => {
    await inCompany(async (company) => {
      const { live, pass, change, employee: accountId } = company;
      expect(await live({ accountId, act: "move" })).toBe(0); // the first look, which adopts
      await change(accountId, { department: "Help desk" });
      expect(await live({ accountId, act: "move", kill })).toBe("SIGKILL");
      pass(180_000);
      expect(await live({ accountId })).toBe(0);
      await expectCompleteMover(company);
    });
  },
);

it.each(places([...CONTAIN, ...COMMON]))(
  "completes a containment, once, when the process is killed $when $at",
  async (kill) => {
    await inCompany(
      async (company) => {
        const { live, pass, employee: accountId } = company;
        expect(await live({ accountId, act: "contain", kill })).toBe("SIGKILL");
        pass(180_000);
        expect(await live({ accountId })).toBe(0);
        await expectCompleteContainment(company);
      },
      { mode: "ad" },
    );
  },
);
