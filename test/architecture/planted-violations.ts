// One small tree per boundary rule that breaks exactly this rule: a rule that finds nothing here guards nothing.

/** Files by path; every tree also gets what `TREE_FOR_ALL` holds. */
type Tree = Readonly<Record<string, string>>;

const leaf = "export const leaf = 1;\n";
const importing = (specifier: string) => `import { leaf } from "${specifier}";\nexport const planted = leaf;\n`;

/** Stand-ins for packages, so that the trees resolve without the real ones. */
export const TREE_FOR_ALL: Tree = {
  "package.json": JSON.stringify({
    name: "planted",
    type: "module",
    dependencies: {
      "@aws-sdk/client-sqs": "1.0.0",
      "@okta/okta-sdk-nodejs": "1.0.0",
      hono: "1.0.0",
      "csv-parse": "1.0.0",
      nodemailer: "1.0.0",
    },
    devDependencies: { vitest: "1.0.0" },
  }),
  "tsconfig.json": JSON.stringify({
    compilerOptions: { module: "nodenext", allowImportingTsExtensions: true, noEmit: true },
  }),
  ...Object.fromEntries(
    ["@aws-sdk/client-sqs", "@okta/okta-sdk-nodejs", "hono", "csv-parse", "nodemailer", "vitest"].flatMap((name) => [
      [
        `node_modules/${name}/package.json`,
        JSON.stringify({ name, version: "1.0.0", type: "module", main: "index.js" }),
      ],
      [`node_modules/${name}/index.js`, leaf],
    ]),
  ),
};

/** By rule name, a tree that breaks it. */
export const PLANTED: Readonly<Record<string, Tree>> = {
  "domain-is-pure": { "src/domain/planted.ts": importing("node:crypto") },
  "ports-hold-interfaces-only": { "src/ports/planted.ts": importing("../stores/leaf.ts"), "src/stores/leaf.ts": leaf },
  "stores-see-only-ports-and-domain": {
    "src/stores/planted.ts": importing("../tenants/leaf.ts"),
    "src/tenants/leaf.ts": leaf,
  },
  "connectors-see-only-ports-and-domain": {
    "src/connectors/okta/planted.ts": importing("../../stores/leaf.ts"),
    "src/stores/leaf.ts": leaf,
  },
  "connectors-do-not-know-each-other": {
    "src/connectors/okta/planted.ts": importing("../workday/leaf.ts"),
    "src/connectors/workday/leaf.ts": leaf,
  },
  "tenants-see-only-connector-configs": {
    "src/tenants/planted.ts": importing("../connectors/okta/client.ts"),
    "src/connectors/okta/client.ts": leaf,
  },
  "lambda-knows-no-aws-services": { "src/lambda/planted.ts": importing("../aws/leaf.ts"), "src/aws/leaf.ts": leaf },
  "api-knows-neither-world": { "src/api/planted.ts": importing("../local/leaf.ts"), "src/local/leaf.ts": leaf },
  "nobody-imports-the-command-line": { "src/local/planted.ts": importing("../cli/leaf.ts"), "src/cli/leaf.ts": leaf },
  "functions-stay-thin": {
    "functions/planted.ts": importing("../src/aws/item-store.ts"),
    "src/aws/item-store.ts": leaf,
  },
  "emulators-see-nothing-of-the-product": {
    "src/emulators/planted.ts": importing("../domain/leaf.ts"),
    "src/domain/leaf.ts": leaf,
  },
  "cdk-refers-by-path": { "cdk/planted.ts": importing("../functions/leaf.ts"), "functions/leaf.ts": leaf },
  "local-never-sees-aws": { "src/local/planted.ts": importing("../aws/leaf.ts"), "src/aws/leaf.ts": leaf },
  "aws-never-sees-local": { "src/aws/planted.ts": importing("../local/leaf.ts"), "src/local/leaf.ts": leaf },
  "aws-sdk-only-in-src-aws": { "src/cli/planted.ts": importing("@aws-sdk/client-sqs") },
  "okta-sdk-only-in-one-file": { "src/connectors/okta/planted.ts": importing("@okta/okta-sdk-nodejs") },
  "nodemailer-only-in-one-file": { "src/connectors/mail/planted.ts": importing("nodemailer") },
  "csv-parse-only-in-one-file": { "src/connectors/csv/planted.ts": importing("csv-parse") },
  "product-never-sees-its-tooling": {
    "src/local/planted.ts": importing("../../scripts/leaf.ts"),
    "scripts/leaf.ts": leaf,
  },
  "product-runs-on-its-dependencies": { "src/local/planted.ts": importing("vitest") },
  "no-cycles": {
    "src/local/planted.ts": `${importing("./other.ts")}`,
    "src/local/other.ts": `import { planted } from "./planted.ts";\nexport const leaf = () => planted;\n`,
  },
  "no-orphans": { "src/domain/planted.ts": leaf },
  "every-import-resolves": { "src/local/planted.ts": importing("./nowhere.ts") },
};
