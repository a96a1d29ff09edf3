/** One deployment by the real CDK CLI for all tests of a file, and an emulated Okta org that it works on. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateEmailIdentityCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { type OktaEmulator, type OrgControl, startOktaEmulator } from "../../../src/emulators/okta/index.ts";
import { createOktaAdmin, type OktaAdmin } from "../../../src/local/demo/okta-admin.ts";
import { masteryJson, runTool } from "./run-command.ts";

export const STAGE = "test";
export const MAIL_FROM = "mastery@msp.example";
export const TENANT = "deployed";
export const HOOK = `${TENANT}.0123456789abcdef0123456789abcdef`;
const HOOK_SECRET = "a-secret-that-only-okta-and-we-know";

const POLICY = {
  timeZone: "Pacific/Auckland",
  joiner: {
    profile: [{ attribute: "displayName", value: "{firstName} {lastName}" }],
    groups: [{ group: "All staff" }, { group: "Engineering", when: { department: "Engineering" } }],
  },
};

export interface Deployment {
  /** The outputs of the AppStack. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly outputsFile: string;
  /** Where the emulator serves the deployed API; the address in the outputs resolves in AWS only. */
  readonly apiUrl: string;
  readonly org: OrgControl;
  readonly admin: OktaAdmin;
  readonly apiToken: string;
  /** `mastery <args> --json` on the deployed stack. */
  mastery<T>(...args: readonly string[]): Promise<T>;
  /** Again, with nothing changed. */
  deploy(): Promise<string>;
  close(): Promise<void>;
}

/** Deploys, and applies a tenant whose org has the hook registered and verified over the deployed API. */
export async function deployWithTenant(): Promise<Deployment> {
  const folder = mkdtempSync(join(tmpdir(), "mastery-deploy-"));
  const outputsFile = join(folder, "outputs.json");
  const deploy = await deployer(folder, outputsFile);
  await deploy();
  const outputs = appOutputs(outputsFile);
  const apiUrl = emulatedApiUrl(outputs["ApiUrl"] ?? "");
  // As an operator does once for each region; SES refuses what comes from an address that it has not verified.
  await new SESv2Client({}).send(new CreateEmailIdentityCommand({ EmailIdentity: MAIL_FROM }));
  const okta: OktaEmulator = await startOktaEmulator({ orgs: [{ id: TENANT, settings: { rateLimits: "off" } }] });
  const org = okta.org(TENANT);
  for (const name of ["All staff", "Engineering", "Payroll"]) org.seedGroup({ name });
  const mastery: Deployment["mastery"] = (...args) => masteryJson(...args, "--stack-outputs", outputsFile);
  await applyTenant(folder, org, mastery);
  const admin = createOktaAdmin(org.url, org.apiToken);
  await admin.registerHook(`${apiUrl}/v1/hooks/okta/${HOOK}`, HOOK_SECRET);
  return {
    outputs,
    outputsFile,
    apiUrl,
    org,
    admin,
    apiToken: org.apiToken,
    mastery,
    deploy,
    close: async () => {
      await okta.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The emulator's one account; a stage of its own, that may vanish. */
async function deployer(folder: string, outputsFile: string): Promise<() => Promise<string>> {
  const region = process.env["AWS_REGION"] ?? "";
  const account = "000000000000";
  const deployments = join(folder, "deployments.json");
  const deployment = { stage: STAGE, account, regions: [region], retainData: false, mail: { from: MAIL_FROM } };
  writeFileSync(deployments, JSON.stringify({ deployments: [deployment] }));
  const common = ["--no-notices", "--output", join(folder, "cdk.out"), "--context", `deployments=${deployments}`];
  await runTool("cdk", "bootstrap", `aws://${account}/${region}`, ...common);
  const approved = ["--require-approval", "never", "--outputs-file", outputsFile];
  return () => runTool("cdk", "deploy", "**", ...approved, ...common);
}

function appOutputs(file: string): Readonly<Record<string, string>> {
  const stacks = JSON.parse(readFileSync(file, "utf8")) as Record<string, Record<string, string>>;
  const app = Object.values(stacks).find((outputs) => "ApiUrl" in outputs);
  if (!app) throw new Error("the deployment has no stack with an ApiUrl");
  return app;
}

function emulatedApiUrl(apiUrl: string): string {
  const { hostname } = new URL(apiUrl);
  const api = hostname.slice(0, hostname.indexOf("."));
  return `${process.env["AWS_ENDPOINT_URL"]}/restapis/${api}/${STAGE}/_user_request_`;
}

async function applyTenant(folder: string, org: OrgControl, mastery: Deployment["mastery"]): Promise<void> {
  const hook = { id: HOOK, secret: { secret: "okta-hook" } };
  const okta = { orgUrl: org.url, auth: { type: "token", token: { secret: "okta-token" } }, hook };
  const config = { schemaVersion: 1, id: TENANT, name: "Deployed Ltd", mode: "okta", okta, policy: POLICY };
  const file = join(folder, "tenant.json");
  const secrets = join(folder, "secrets.json");
  writeFileSync(file, JSON.stringify(config));
  writeFileSync(secrets, JSON.stringify({ "okta-token": org.apiToken, "okta-hook": HOOK_SECRET }), { mode: 0o600 });
  await mastery("tenant", "apply", file, "--secrets", secrets);
}
