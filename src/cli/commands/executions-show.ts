import type { ExecutionDetail, OperationProgress, StateVisit } from "../../api/executions-show.ts";
import type { Command } from "../command.ts";
import { operationText } from "../operation-text.ts";
import { facts, printable, section, table } from "../table.ts";

/** `mastery executions show` */
export const executionsShow: Command = {
  path: ["executions", "show"],
  usage: "executions show ID",
  summary: "one run: states and times, decision, operations, verification",
  options: {},
  positionals: { min: 1, max: 1 },
  run: async ({ positionals: [execution = ""], connect }) => {
    const output = await (await connect()).call("executions.show", { execution });
    return { output, text: describe(output) };
  },
};

function describe({ run, execution, states, operations }: ExecutionDetail): string {
  const { decision, verification } = run;
  const hold = decision?.hold;
  return (
    facts([
      ["execution", run.execution],
      ["flow", run.machine],
      ["status", execution ? `${run.status} (execution ${execution.status})` : run.status],
      ["started", run.startedAt],
      ["closed", run.closedAt],
      ["person", run.personKey],
      ["account", run.accountId],
      ["decision", decision && `${decision.situation}: ${decision.reason}`],
      ["held", hold && `${hold.code}: ${hold.reason}. To do: ${hold.todo}`],
      ["error", run.error],
      ["cause", run.cause],
      ["link", run.link],
    ]) +
    section("States", states.length > 0 ? table(["STATE", "ENTERED", "TOOK", "ERRORS"], states.map(stateRow)) : "") +
    section("Operations", operations.map(operationLine).join("\n")) +
    section(
      "Refused",
      (decision?.refused ?? []).map(({ what, reason }) => printable(`${what}: ${reason}`)).join("\n"),
    ) +
    section("Verification", verificationText(verification))
  );
}

function stateRow({ state, enteredAt, milliseconds, errors }: StateVisit): readonly (string | undefined)[] {
  return [
    state,
    enteredAt,
    milliseconds === undefined ? "" : `${(milliseconds / 1000).toFixed(3)} s`,
    errors.join(", "),
  ];
}

function operationLine({ operation, progress, requestId }: OperationProgress): string {
  const proof = requestId === undefined ? "" : `  [request ${requestId}]`;
  return printable(`${progress.padEnd(9)} ${operationText(operation)}${proof}`);
}

function verificationText(verification: ExecutionDetail["run"]["verification"]): string {
  if (!verification) return "";
  const { at, unmet } = verification;
  const lines = unmet.map(
    ({ operation, expected, found }) => `not met: ${operation}: expected ${expected}, found ${found}`,
  );
  return [
    `read back at ${at}: ${unmet.length === 0 ? "every post-condition holds" : `${unmet.length} not met`}`,
    ...lines,
  ]
    .map(printable)
    .join("\n");
}
