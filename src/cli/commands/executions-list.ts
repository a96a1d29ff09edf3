import type { ExecutionList } from "../../api/executions-list.ts";
import { type Command, TENANT_OPTION, tenantFilter, textOf } from "../command.ts";
import { table } from "../table.ts";
import { UsageError } from "../usage-error.ts";

const PATH = ["executions", "list"];

/** `mastery executions list` */
export const executionsList: Command = {
  path: PATH,
  usage: "executions list [--tenant ID] [--limit N] [--all]",
  summary: "runs, what fails or is held first, then the newest",
  details: ["--limit N   at most so many (default 50)", "--all       also looks that found nothing to do"],
  options: { ...TENANT_OPTION, limit: { type: "string" }, all: { type: "boolean" } },
  positionals: { min: 0, max: 0 },
  run: async ({ values, connect }) => {
    const limit = Number(textOf(values, "limit") ?? "50");
    if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
      throw new UsageError("--limit takes a whole number from 1 to 1000", PATH);
    const input = { ...tenantFilter(values), limit, unchanged: values["all"] === true };
    const output = await (await connect()).call("executions.list", input);
    const hints = output.more === 0 ? [] : [`${output.more} more; see them with --limit N or --tenant ID`];
    return { output, text: describe(output), hints };
  },
};

function describe({ executions }: ExecutionList): string {
  if (executions.length === 0) return "no execution yet";
  const columns = ["", "STATUS", "FLOW", "EXECUTION", "NAME", "STARTED", "OPERATIONS", "WHY"];
  const rows = executions.map((line) => [
    line.needsAttention ? "!" : "",
    line.status,
    line.machine,
    line.execution,
    line.label,
    line.startedAt,
    line.operations,
    line.why && (line.todo ? `${line.why}: ${line.todo}` : line.why),
  ]);
  return table(columns, rows);
}
