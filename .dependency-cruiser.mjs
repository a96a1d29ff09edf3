// Who may import whom (docs/adr has the reasons at length). Each layer lists what it may see; everything else is refused.
// The rules need TypeScript 6: with 7 dependency-cruiser reads no module and prints a tick, which
// test/architecture/imports.test.ts guards against.

const NODE_MODULES = "(^|/)node_modules/";
const npm = (...names) => `${NODE_MODULES}(@types/)?(${names.join("|")})(/|$)`;

/** A layer that sees only `allowed`; Node's built-ins are refused unless `builtins`. */
const onlySees = ({ name, comment, from, allowed, builtins }) => ({
  name,
  comment,
  severity: "error",
  from: { path: from },
  to: { pathNot: allowed, ...(builtins ? { dependencyTypesNot: ["core"] } : {}) },
});

const layers = [
  onlySees({
    name: "domain-is-pure",
    comment:
      "Decisions must be the same in a run, a simulation and a test: no clock, no I/O, no Node; zod and itself only.",
    from: "^src/domain/",
    allowed: ["^src/domain/", npm("zod")],
    builtins: false,
  }),
  onlySees({
    name: "ports-hold-interfaces-only",
    comment: "A port is the need in the domain's words; anything more would tie every adapter to it.",
    from: "^src/ports/",
    allowed: ["^src/ports/", "^src/domain/"],
    builtins: false,
  }),
  onlySees({
    name: "stores-see-only-ports-and-domain",
    comment: "Repositories stand on ItemStore, so that SQLite and DynamoDB keep the same promises.",
    from: "^src/stores/",
    allowed: ["^src/(stores|ports|domain)/", npm("zod")],
    builtins: true,
  }),
  onlySees({
    name: "connectors-see-only-ports-and-domain",
    comment: "A connector translates one provider; who decides and where it is stored is not its business.",
    from: "^src/connectors/",
    allowed: ["^src/(connectors|ports|domain)/", npm("zod", "@okta/okta-sdk-nodejs", "nodemailer", "csv-parse")],
    builtins: true,
  }),
  {
    name: "connectors-do-not-know-each-other",
    comment: "A provider can be removed by deleting its folder.",
    severity: "error",
    from: { path: "^src/connectors/([^/]+)/" },
    to: { path: "^src/connectors/[^/]+/", pathNot: "^src/connectors/$1/" },
  },
  onlySees({
    name: "tenants-see-only-connector-configs",
    comment: "Validating a tenant's file must load no client: it runs in editors, in the CLI and in every function.",
    from: "^src/tenants/",
    allowed: ["^src/(tenants|stores|ports|domain)/", "^src/connectors/[^/]+/config[.]ts$", npm("zod")],
    builtins: true,
  }),
  onlySees({
    name: "lambda-knows-no-aws-services",
    comment: "The same handlers run on a laptop; what they need comes in as ports.",
    from: "^src/lambda/",
    allowed: [
      "^src/(lambda|tenants|stores|ports|domain)/",
      npm("zod", "@middy/[^/]+", "@aws-lambda-powertools/[^/]+", "aws-lambda"),
    ],
    builtins: true,
  }),
  onlySees({
    name: "api-knows-neither-world",
    comment: "An operator's order means the same on a laptop and in AWS; the composition roots carry it there.",
    from: "^src/api/",
    allowed: ["^src/(api|lambda|tenants|stores|ports|domain)/", npm("zod")],
    builtins: true,
  }),
  onlySees({
    name: "functions-stay-thin",
    comment: "A function is a declaration: its step, and one lazy AWS entry. Local runs must not load AWS adapters.",
    from: "^functions/",
    allowed: ["^src/(lambda|tenants|stores|ports|domain)/", "^src/aws/[^/]+-entry[.]ts$", npm("zod", "aws-lambda")],
    builtins: true,
  }),
  onlySees({
    name: "emulators-see-nothing-of-the-product",
    comment: "An emulator that shared the product's code would share its misunderstandings of the vendor.",
    from: "^src/emulators/",
    allowed: ["^src/emulators/", npm("hono", "@hono/[^/]+", "zod")],
    builtins: true,
  }),
  onlySees({
    name: "cdk-refers-by-path",
    comment:
      "The stacks name function and state machine files; importing them would run them at synthesis. Table shapes are data.",
    from: "^cdk/",
    allowed: ["^cdk/", "^src/stores/table[.]ts$", npm("aws-cdk-lib", "constructs", "cdk-nag", "esbuild", "zod")],
    builtins: true,
  }),
];

const worlds = [
  {
    name: "local-never-sees-aws",
    comment: "`npm start` needs no AWS account and no AWS code; two adapters that know each other are one adapter.",
    severity: "error",
    from: { path: "^src/local/" },
    to: { path: ["^src/aws/", npm("@aws-sdk/[^/]+")] },
  },
  {
    name: "aws-never-sees-local",
    comment: "What is deployed must not carry the laptop's runtime, its command line or a pretended vendor.",
    severity: "error",
    from: { path: "^src/aws/" },
    to: { path: "^src/(local|emulators)/" },
  },
  {
    name: "nobody-imports-the-command-line",
    comment: "The command line is where a run begins; who needs a piece of it needs that piece in a layer below.",
    severity: "error",
    from: { pathNot: "^(src/cli|scripts|test)/" },
    to: { path: "^src/cli/" },
  },
  {
    name: "aws-sdk-only-in-src-aws",
    comment: "One folder knows AWS's services, so that everything else runs without them.",
    severity: "error",
    from: { pathNot: ["^src/aws/", "^scripts/", "^test/(aws/|.+/aws/)"] },
    to: { path: npm("@aws-sdk/[^/]+", "@smithy/[^/]+") },
  },
  {
    name: "okta-sdk-only-in-one-file",
    comment: "The SDK costs 4 MB and 250 ms, and has traps that one file must know and nobody else.",
    severity: "error",
    from: { path: "^(src|functions|cdk)/", pathNot: "^src/connectors/okta/client[.]ts$" },
    to: { path: npm("@okta/[^/]+") },
  },
  {
    name: "nodemailer-only-in-one-file",
    comment: "How a message is put together and what a server said is decided in one place; functions need none of it.",
    severity: "error",
    from: { path: "^(src|functions|cdk)/", pathNot: "^src/connectors/mail/nodemailer[.]ts$" },
    to: { path: npm("nodemailer") },
  },
  {
    name: "csv-parse-only-in-one-file",
    comment: "Its messages quote cells, which hold personal data; one file takes that out.",
    severity: "error",
    from: { path: "^(src|functions|cdk)/", pathNot: "^src/connectors/csv/reader[.]ts$" },
    to: { path: npm("csv-parse") },
  },
  {
    name: "product-never-sees-its-tooling",
    comment: "Tests and scripts look at the product; the other way round they would be deployed.",
    severity: "error",
    from: { path: "^(src|functions)/" },
    to: { path: "^(test|scripts|cdk)/" },
  },
  {
    name: "product-runs-on-its-dependencies",
    comment:
      "What only development installs is missing in a deployed function. Types vanish, so they may come from there.",
    severity: "error",
    from: { path: "^(src|functions)/" },
    to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
  },
];

const graph = [
  {
    name: "no-cycles",
    comment:
      "Modules that need each other load in an order that nobody chose. A type that names its user's loads nothing.",
    severity: "error",
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
  {
    name: "no-orphans",
    comment: "A module that nobody imports and that imports nobody is dead, or its entry point was forgotten.",
    severity: "error",
    from: { orphan: true, path: "^(src|functions|cdk)/" },
    to: {},
  },
  {
    name: "every-import-resolves",
    comment: "An import that the tool cannot follow is one that no rule above has judged.",
    severity: "error",
    from: {},
    to: { couldNotResolve: true },
  },
];

export default {
  forbidden: [...layers, ...worlds, ...graph],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(cdk[.]out|dist|[.]mastery)/" },
    parser: "tsc",
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    combinedDependencies: false,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
