import { type Command, TENANT_OPTION, tenantFilter } from "../command.ts";
import { table } from "../table.ts";

/** `mastery person list` */
export const personList: Command = {
  path: ["person", "list"],
  usage: "person list [--tenant ID]",
  summary: "everybody whom we know, held people first",
  options: TENANT_OPTION,
  positionals: { min: 0, max: 0 },
  run: async ({ values, connect }) => {
    const output = await (await connect()).call("person.list", tenantFilter(values));
    const rows = output.people.map((person) => [
      person.tenantId,
      person.key,
      person.label,
      person.phase,
      person.oktaId,
      person.hold && `${person.hold.code}: ${person.hold.todo}`,
    ]);
    const columns = ["TENANT", "PERSON", "NAME", "PHASE", "OKTA ID", "HELD"];
    const text = rows.length === 0 ? "nobody yet: people appear with the first event about them" : table(columns, rows);
    return { output, text };
  },
};
