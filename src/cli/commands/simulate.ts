import type { SimulatedPerson, Simulation } from "../../api/simulate.ts";
import { type Command, TENANT_OPTION, tenantFilter, textOf } from "../command.ts";
import { operationText } from "../operation-text.ts";
import { printable } from "../table.ts";

/** `mastery simulate` */
export const simulate: Command = {
  path: ["simulate"],
  usage: "simulate [--tenant ID] [--person WHO]",
  summary: "decides without doing or storing anything, for one person or for everybody whom we know",
  details: ["--person WHO   a person key (p-…), an Okta user id or an Okta login"],
  options: { ...TENANT_OPTION, person: { type: "string" } },
  positionals: { min: 0, max: 0 },
  run: async ({ values, connect }) => {
    const who = textOf(values, "person");
    const input = { ...tenantFilter(values), ...(who === undefined ? {} : { who }) };
    const output = await (await connect()).call("simulate", input);
    const hints = output.failed.map((failure) =>
      printable(`${failure.tenantId} ${failure.personKey ?? ""} could not be looked at: ${failure.message}`),
    );
    return { output, text: describe(output, who !== undefined), hints, failed: output.failed.length > 0 };
  },
};

function describe({ people }: Simulation, isOne: boolean): string {
  const speaking = people.filter(
    ({ decision }) => isOne || decision.hold || decision.operations.length > 0 || decision.refused.length > 0,
  );
  const quiet = people.length - speaking.length;
  const rest =
    quiet === 0
      ? []
      : [`nothing to do for ${quiet}${speaking.length > 0 ? " more" : ""} ${quiet === 1 ? "person" : "people"}`];
  return [...speaking.map(personText), ...rest].join("\n\n") || "nobody to look at";
}

function personText({ tenantId, personKey, label, accountId, accountStatus, decision }: SimulatedPerson): string {
  const who = [label, personKey ?? "not known yet", accountId && `account ${accountId} ${accountStatus}`];
  const lines = [
    `${tenantId}: ${who.filter(Boolean).join(", ")}`,
    `  ${decision.situation}, ${decision.flow === "none" ? "nothing to execute" : decision.flow}: ${decision.reason}`,
    ...decision.operations.map((operation) => `  would   ${operationText(operation)}`),
    ...decision.refused.map(
      ({ what, reason, rightPlace }) =>
        `  refused ${what}: ${reason}${rightPlace ? ` (right place: ${rightPlace})` : ""}`,
    ),
    ...decision.due.map(({ at, kind, why }) => `  due     ${at} ${kind}: ${why}`),
    ...(decision.hold
      ? [`  held    ${decision.hold.code}: ${decision.hold.reason}. To do: ${decision.hold.todo}`]
      : []),
    ...decision.notes.map((note) => `  note    ${note}`),
  ];
  return lines.map((line) => (line.startsWith("  ") ? `  ${printable(line)}` : printable(line))).join("\n");
}
