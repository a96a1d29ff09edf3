import { CSV_CAPABILITIES } from "../src/connectors/csv/capabilities.ts";
import { OKTA_CAPABILITIES } from "../src/connectors/okta/capabilities.ts";
import { writeOrCheck } from "./generated-file.ts";

// docs/connectors.md: what each connector can do and what it needs in the customer's org, from its own declaration.

const code = (values: readonly string[]): string => values.map((value) => `\`${value}\``).join("<br>");
const rows = Object.entries(OKTA_CAPABILITIES).map(
  ([operation, { requests, scopes, adminRole }]) =>
    `| ${operation} | ${code(requests)} | ${code(scopes)} | ${adminRole} |`,
);
const scopes = [
  ...new Set(Object.values(OKTA_CAPABILITIES).flatMap((one) => (one.isForUserTypes ? [] : one.scopes))),
].sort();

const fields = CSV_CAPABILITIES.map(
  ({ field, header, kind, required }) => `| \`${field}\` | ${header} | ${kind} | ${required ? "yes" : ""} |`,
);

writeOrCheck(
  "docs/connectors.md",
  `# Connectors

Generated from \`src/connectors/*/capabilities.ts\` by \`npm run generate\`.

## Okta

The service app needs these scopes (a \`manage\` scope includes \`read\`): ${scopes.map((scope) => `\`${scope}\``).join(", ")},
and where the policy names user types those of \`findUserTypes\` and \`changeUserType\`, which are asked for by themselves.
Acting on an account that itself holds an admin role needs a Super Administrator.

| operation | requests | scopes | least admin role |
|---|---|---|---|
${rows.join("\n")}

## CSV

An HR file drives joiners, movers and leavers (\`hr.feed\` in the tenant's file; see "HR files" in operations.md). The header
is the usual name of the column; \`columns\` names another. A column that is not there says nothing about anybody; an empty
cell says that there is nothing.

| field | header | kind | required |
|---|---|---|---|
${fields.join("\n")}
`,
);
