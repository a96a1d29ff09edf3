import { type Company, inCompany } from "../../stories/killed-process.ts";

/** A lease without an execution is freed once the longest function time-out has passed. */
const LEASE_MS = 180_000;

export interface Flow {
  readonly act: "join" | "leave" | "move" | "contain";
  readonly mode?: "okta" | "ad";
  readonly accountOf: (company: Company) => string;
  /** What happens before the process that dies. */
  readonly before?: (company: Company) => Promise<void>;
  readonly expectComplete: (company: Company) => Promise<void>;
}

/** Kills a process after its first effect, another after its second, and so on, until one lives to its end. */
export async function dieEverywhere(flow: Flow): Promise<{ points: number; failures: string[] }> {
  const failures: string[] = [];
  for (let points = 0; ; points += 1) {
    const ended = await dieOnce(flow, points).catch((error: unknown) => {
      failures.push(`after ${points} effects: ${error instanceof Error ? error.message : String(error)}`);
      return "SIGKILL";
    });
    if (ended === 0) return { points, failures };
  }
}

async function dieOnce(flow: Flow, afterEffects: number): Promise<string | number> {
  let ended: string | number = "";
  await inCompany(
    async (company) => {
      const { live, pass } = company;
      const accountId = flow.accountOf(company);
      await flow.before?.(company);
      ended = await live({ accountId, act: flow.act, kill: { afterEffects } });
      pass(LEASE_MS);
      const last = await live({ accountId });
      if (last !== 0) throw new Error(`the next process ended with ${last}`);
      await flow.expectComplete(company);
    },
    { mode: flow.mode ?? "okta" },
  );
  return ended;
}
