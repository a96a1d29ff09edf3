import type { OrgReport } from "../../api/okta-check/okta-check.ts";
import { type Command, TENANT_OPTION } from "../command.ts";
import { requiredTenant } from "../required-tenant.ts";
import { printable, section, table } from "../table.ts";

const PATH = ["okta", "check"];

/** `mastery okta check` */
export const oktaCheck: Command = {
  path: PATH,
  usage: "okta check --tenant ID",
  summary: "what the tenant's Okta org lacks for us and how to mend each; changes nothing",
  details: ["--tenant ID   whose org", "Exit status 1 when something that is needed is missing."],
  options: TENANT_OPTION,
  positionals: { min: 0, max: 0 },
  run: async ({ values, connect }) => {
    const tenantId = requiredTenant(values, "an org belongs to a tenant", PATH);
    const output = await (await connect()).call("okta.check", { tenantId });
    return { output, text: describe(output), failed: !output.ready };
  },
};

const WORDS = { ok: "ok", missing: "MISSING", unclear: "could not tell" } as const;

function describe({ tenantId, orgUrl, ready, checks }: OrgReport): string {
  const rows = checks.map(({ outcome, needed, name, seen }) => [
    outcome === "missing" && !needed ? "missing, optional" : WORDS[outcome],
    name,
    seen,
  ]);
  const mends = checks.flatMap(({ outcome, name, mend }) =>
    outcome === "ok" || !mend ? [] : [`${name}: ${printable(mend)}`],
  );
  const verdict = ready ? "nothing that is needed is missing" : "not ready: mend what is MISSING";
  return `${table(["", "CHECK", "SEEN"], rows)}${section("how to mend", mends.join("\n"))}\n\ntenant ${tenantId}, ${orgUrl}: ${verdict}`;
}
