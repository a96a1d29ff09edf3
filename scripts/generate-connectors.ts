import { OKTA_CAPABILITIES } from "../src/connectors/okta/capabilities.ts";
import { writeOrCheck } from "./generated-file.ts";

// docs/connectors.md: what each connector can do and what it needs in the customer's org, from its own declaration.

const code = (values: readonly string[]): string => values.map((value) => `\`${value}\``).join("<br>");
const rows = Object.entries(OKTA_CAPABILITIES).map(
  ([operation, { requests, scopes, adminRole }]) =>
    `| ${operation} | ${code(requests)} | ${code(scopes)} | ${adminRole} |`,
);
const scopes = [...new Set(Object.values(OKTA_CAPABILITIES).flatMap((capability) => capability.scopes))].sort();

writeOrCheck(
  "docs/connectors.md",
  `# Connectors

Generated from \`src/connectors/*/capabilities.ts\` by \`npm run generate\`.

## Okta

The service app needs these scopes (a \`manage\` scope includes \`read\`): ${scopes.map((scope) => `\`${scope}\``).join(", ")}.
Acting on an account that itself holds an admin role needs a Super Administrator.

| operation | requests | scopes | least admin role |
|---|---|---|---|
${rows.join("\n")}
`,
);
