import type { LiveAccount, PersonDetail } from "../../api/person-show.ts";
import { type Command, TENANT_OPTION, tenantFilter } from "../command.ts";
import { facts, printable, section, table } from "../table.ts";

/** `mastery person show` */
export const personShow: Command = {
  path: ["person", "show"],
  usage: "person show WHO [--tenant ID]",
  summary: "one person: account, orders, hold, due, tasks, runs, audit trail",
  details: ["WHO is a person key (p-…), an Okta user id or an Okta login"],
  options: TENANT_OPTION,
  positionals: { min: 1, max: 1 },
  run: async ({ values, positionals: [who = ""], connect }) => {
    const output = await (await connect()).call("person.show", { ...tenantFilter(values), who });
    return { output, text: describe(output) };
  },
};

function describe(detail: PersonDetail): string {
  const { tenantId, person, account, attention, away, engagement, due, tasks, runs, audit } = detail;
  const { hold } = person;
  const orders = detail.orders.map(({ order, state }) => {
    const { kind, at, orderedBy, ticket, reason, id } = order;
    return [kind, state, at, orderedBy, ticket, reason, id];
  });
  const executions = runs.map((run) => [
    run.execution,
    run.status,
    run.startedAt,
    run.decision?.operations.length,
    run.error ?? run.decision?.hold?.code ?? run.decision?.reason,
  ]);
  return (
    facts([
      ["person", person.key],
      ["name", person.label],
      ["tenant", tenantId],
      ["phase", person.phase],
      ["account", accountLine(account)],
      ["engaged", engagement && engagementLine(engagement)],
      ["away", away && awayLine(away)],
      ["adopted", person.adoptedAt],
      ["joined", person.joinedAt],
      ["blocked", person.blockedAt],
      ["left", person.leftAt],
      ["running", attention.execution],
      ["waits since", attention.readySince],
    ]) +
    section("Held", hold ? printable(`${hold.code} since ${hold.since}: ${hold.reason}. To do: ${hold.todo}`) : "") +
    section(
      "Orders",
      orders.length > 0 ? table(["WHAT", "STATE", "HOLDS FROM", "BY", "TICKET", "REASON", "ORDER"], orders) : "",
    ) +
    section("Due", due.map(({ at, kind, why }) => printable(`${at}  ${kind}: ${why}`)).join("\n")) +
    section(
      "Tasks",
      tasks.map((task) => printable(`${task.status}  ${task.title} (${task.owner}, due ${task.dueAt})`)).join("\n"),
    ) +
    section(
      "Runs",
      executions.length > 0 ? table(["EXECUTION", "STATUS", "STARTED", "OPERATIONS", "WHY"], executions) : "",
    ) +
    section("Audit trail", auditText(audit))
  );
}

function engagementLine({ workerType, startDate, endDate, sponsor }: NonNullable<PersonDetail["engagement"]>): string {
  const dates = [startDate && `from ${startDate}`, endDate ? `until ${endDate}` : "without a last day"];
  return [workerType, ...dates, sponsor && `sponsor ${sponsor}`].filter(Boolean).join(", ");
}

function awayLine({ kind, since, until, isOverdue }: NonNullable<PersonDetail["away"]>): string {
  if (kind === "contained") return `contained since ${since}, until the authority has ended the account`;
  if (isOverdue) return `absent since ${since}; THE RETURN WAS DUE ${until}`;
  return `absent since ${since}, ${until ? `back ${until}` : "no return is ordered"}`;
}

function accountLine(account: LiveAccount): string {
  switch (account.read) {
    case "yes":
      return `${account.id}, ${account.status} (read now)`;
    case "absent":
      return `${account.id}, which Okta does not have any more`;
    case "failed":
      return `${account.id}, could not be read: ${account.message}`;
    case "no link":
      return "none";
  }
}

function auditText({ entries, sound, firstBroken }: PersonDetail["audit"]): string {
  const lines = entries.map(({ at, kind, by, detail }) =>
    [at, kind, by, detail["execution"] ?? detail["id"]].join("  "),
  );
  const chain = sound ? "the chain is unbroken" : `THE CHAIN IS BROKEN at entry ${firstBroken}: the trail was changed`;
  return [...lines.map(printable), `${entries.length} entries; ${chain}`].join("\n");
}
