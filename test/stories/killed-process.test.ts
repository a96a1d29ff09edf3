import { expect, it } from "vitest";
import { inCompany } from "./killed-process.ts";
import { expectCompleteJoiner, expectCompleteLeaver } from "./once-and-complete.ts";

it.concurrent("brings a joiner to its verified end although the process is killed twice, with one welcome note", async () => {
  await inCompany(async (company) => {
    const { live, aftermath, newHire: accountId } = company;
    // The message that was in flight is taken up at once, without waiting for its visibility.
    expect(await live({ accountId, act: "join", kill: { at: "dispatch-event", when: "before" } })).toBe("SIGKILL");
    expect(await live({ accountId, kill: { at: "write-welcome-note", when: "after" } })).toBe("SIGKILL");
    expect(await live({ accountId })).toBe(0);
    const { executions, runs } = await aftermath(accountId);
    expect(executions.map(({ status, error }) => [status, error])).toEqual([
      ["ABORTED", "Mastery.Restarted"],
      ["SUCCEEDED", undefined],
    ]);
    expect(runs.map(({ status }) => status)).toEqual(["superseded", "succeeded"]);
    expect(runs.at(-1)?.verification?.unmet).toEqual([]);
    await expectCompleteJoiner(company);
  });
});

it.concurrent("brings a leaver to its verified end although the process is killed twice, with one set of tasks", async () => {
  await inCompany(async (company) => {
    const { live, aftermath, employee: accountId } = company;
    expect(await live({ accountId, act: "leave", kill: { at: "raise-tasks", when: "after" } })).toBe("SIGKILL");
    expect((await aftermath(accountId)).person.phase).toBe("leaving");
    expect(await live({ accountId, kill: { at: "release-person", when: "before" } })).toBe("SIGKILL");
    expect(await live({ accountId })).toBe(0);
    const { executions, runs, audit } = await aftermath(accountId);
    expect(executions.map(({ status }) => status)).toEqual(["ABORTED", "ABORTED"]);
    // The second had its verified end written down; it only could not release the person.
    expect(runs.map(({ status }) => status)).toEqual(["superseded", "succeeded", "unchanged"]);
    const kinds = ["ordered", "decided", "superseded", "decided", "verified", "decided"];
    expect(audit.map(({ kind }) => kind)).toEqual(kinds);
    await expectCompleteLeaver(company);
  });
});

it.concurrent("brings a joiner of whom only the System Log tells to the end although its reader is killed", async () => {
  await inCompany(
    async (company) => {
      const { live, pass, aftermath, newHire: accountId } = company;
      expect(await live({ accountId, kill: { at: "poll-system-log", when: "before" } })).toBe("SIGKILL");
      expect(await live({ accountId, kill: { at: "poll-system-log", when: "after" } })).toBe("SIGKILL");
      pass(60_000);
      expect(await live({ accountId })).toBe(0);
      const { runs } = await aftermath(accountId);
      expect(runs.filter(({ machine }) => machine).map(({ status }) => status)).toEqual(["succeeded"]);
      await expectCompleteJoiner(company);
    },
    { readsLog: true },
  );
});
