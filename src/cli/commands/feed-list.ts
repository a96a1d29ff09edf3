import { type Command, TENANT_OPTION, tenantFilter } from "../command.ts";
import { table } from "../table.ts";

/** `mastery feed list` */
export const feedList: Command = {
  path: ["feed", "list"],
  usage: "feed list [--tenant ID]",
  summary: "HR files and what became of them, rejected ones first; --json has every problem",
  options: TENANT_OPTION,
  positionals: { min: 0, max: 0 },
  run: async ({ values, connect }) => {
    const output = await (await connect()).call("feed.list", tenantFilter(values));
    const rows = output.imports.map(
      ({ tenantId, feed, file, status, startedAt, by, counts, problems, moreProblems }) => [
        ...[tenantId, feed, file, status, startedAt, by],
        ...(status === "rejected"
          ? ["", "", "", "", "", problems.length + moreProblems]
          : [counts.rows, counts.new, counts.changed, counts.heldBack, counts.absent, ""]),
      ],
    );
    const columns = [
      ...["TENANT", "FEED", "FILE", "STATUS", "AT", "BY", "ROWS", "NEW", "CHANGED", "HELD BACK", "ABSENT", "PROBLEMS"],
    ];
    return { output, text: rows.length === 0 ? "no HR files" : table(columns, rows) };
  },
};
