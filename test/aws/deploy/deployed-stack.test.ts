import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { OutboxList } from "../../../src/api/outbox-list.ts";
import { type Deployment, deployWithTenant, HOOK, MAIL_FROM, TENANT } from "./deployment.ts";
import { eventually } from "./eventually.ts";

const sfn = new SFNClient({});
let deployed: Deployment;
const BOSS = "boss@deployed.example";
let ana = "";
let dora = "";

beforeAll(async () => {
  deployed = await deployWithTenant();
});
afterAll(async () => {
  await deployed?.close();
});

const profile = (first: string) => ({
  login: `${first}@deployed.example`,
  email: `${first}@deployed.example`,
  secondEmail: `${first}@home.example`,
  firstName: first,
  lastName: "Silva",
  department: "Engineering",
});

/** The newest execution about an account, as Step Functions describes it. */
async function executionOf(machine: "Joiner" | "Leaver", accountId: string) {
  const stateMachineArn = deployed.outputs[`${machine}MachineArn`]!;
  const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  for (const { executionArn } of executions) {
    const found = await sfn.send(new DescribeExecutionCommand({ executionArn: executionArn! }));
    if (found.input?.includes(accountId)) return found;
  }
  return undefined;
}

function closedExecution(machine: "Joiner" | "Leaver", accountId: string): Promise<DescribeExecutionCommandOutput> {
  return eventually(`a closed execution of ${machine}`, async () => {
    const found = await executionOf(machine, accountId);
    return found?.status === "RUNNING" ? undefined : found;
  });
}

async function statesOf({ executionArn }: DescribeExecutionCommandOutput): Promise<readonly string[]> {
  const history = await sfn.send(new GetExecutionHistoryCommand({ executionArn: executionArn!, maxResults: 1000 }));
  return (history.events ?? []).flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
}

interface Shown {
  readonly run: { readonly status: string; readonly error?: string; readonly link?: string };
  readonly execution?: { readonly status: string };
  readonly states: readonly { readonly state: string }[];
}

/** The run record once it is closed. */
const closedRun = (name: string): Promise<Shown> =>
  eventually(`the closed run ${name}`, async () => {
    const shown = await deployed.mastery<Shown>("executions", "show", name);
    return shown.run.status === "running" ? undefined : shown;
  });

it("answers the health check over the deployed API", async () => {
  const answer = await fetch(`${deployed.apiUrl}/v1/health`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ status: "ok" });
});

it("refuses a delivery with the wrong secret and stores nothing", async () => {
  const answer = await fetch(`${deployed.apiUrl}/v1/hooks/okta/${HOOK}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "guessed" },
    body: JSON.stringify({ data: { events: [] } }),
  });
  expect(answer.status).toBe(401);
});

it("keeps the org's token sealed in the table", async () => {
  const dynamo = new DynamoDBClient({});
  const { Items } = await dynamo.send(new ScanCommand({ TableName: deployed.outputs["TableName"] }));
  expect(Items?.length).toBeGreaterThan(2);
  expect(JSON.stringify(Items)).not.toContain(deployed.apiToken);
});

it("starts nothing for a leave that an operator orders for later", async () => {
  const names = { login: "dora@deployed.example", email: "dora@deployed.example", firstName: "Dora", lastName: "Roe" };
  dora = deployed.org.seedUser({ profile: names }).id;
  const at = new Date(Date.now() + 20_000).toISOString();
  await deployed.mastery("person", "leave", dora, "--tenant", TENANT, "--reason", "test", "--by", "tester", "--at", at);
  expect(deployed.org.user(dora)).toMatchObject({ status: "ACTIVE" });
});

it("takes a joiner from Okta's hook through the state machine and reads everything back", async () => {
  const names = { login: BOSS, email: BOSS, firstName: "B", lastName: "Oss" };
  const managerId = deployed.org.seedUser({ profile: names }).id;
  ana = await deployed.admin.createUser({ ...profile("ana"), managerId }, false);
  const execution = await closedExecution("Joiner", ana);
  expect(execution).toMatchObject({ status: "SUCCEEDED" });
  expect(execution.input).not.toMatch(/silva|@/i);
  expect(await statesOf(execution)).toEqual([
    "Create account",
    "Reopen account",
    "Change user type",
    "Complete profile",
    "Add groups",
    "Activate account",
    "Deliver credential",
    "Verify",
    "Write welcome note",
    "Record",
    "Release",
    "Done",
  ]);
  expect(deployed.org.user(ana)).toMatchObject({ status: "PROVISIONED", profile: { displayName: "ana Silva" } });
  const shown = await closedRun(execution.name!);
  expect(shown).toMatchObject({ run: { status: "succeeded" }, execution: { status: "SUCCEEDED" } });
  expect(shown.states.map(({ state }) => state)).toContain("Activate account");
  expect(shown.run.link).toContain(encodeURIComponent(execution.executionArn!));
});

it("sent the manager's note by SES, and keeps the id that SES gave", async () => {
  const answer = await fetch(`${process.env["AWS_ENDPOINT_URL"]}/_ministack/ses/messages`);
  const { messages } = (await answer.json()) as { readonly messages: Readonly<Record<string, readonly SentBySes[]>> };
  const [sent, ...others] = Object.values(messages)
    .flat()
    .filter(({ To }) => To.includes(BOSS));
  expect(others).toEqual([]);
  expect(sent).toMatchObject({ Source: MAIL_FROM, Subject: "ana Silva can start" });
  const list = await deployed.mastery<OutboxList>("outbox", "list", "--tenant", TENANT);
  expect(list.messages).toMatchObject([{ to: BOSS, delivered: { by: "ses", answer: sent?.MessageId } }]);
});

interface SentBySes {
  readonly MessageId: string;
  readonly Source: string;
  readonly To: readonly string[];
  readonly Subject: string;
}

it("takes everything from a leaver whom an operator orders out by the command line", async () => {
  await deployed.mastery("person", "leave", ana, "--tenant", TENANT, "--reason", "test", "--by", "tester");
  const execution = await closedExecution("Leaver", ana);
  expect(execution).toMatchObject({ status: "SUCCEEDED" });
  const states = await statesOf(execution);
  expect(states[0]).toBe("Block sign-in");
  expect(states.slice(-4)).toEqual(["Verify", "Record", "Release", "Done"]);
  expect(deployed.org.user(ana)).toMatchObject({ status: "DEPROVISIONED" });
  expect(await closedRun(execution.name!)).toMatchObject({ run: { status: "succeeded" } });
});

it("waits where Okta's rate limit is used up, and goes on when Okta says so", async () => {
  deployed.org.faults.add({ method: "POST", path: "/api/v1/users/*/lifecycle/activate", kind: "status", status: 429 });
  const userId = await deployed.admin.createUser(profile("ben"), false);
  const execution = await closedExecution("Joiner", userId);
  expect(execution).toMatchObject({ status: "SUCCEEDED" });
  const states = await statesOf(execution);
  const waited = states.indexOf("Wait for Okta");
  expect(states.slice(waited - 1, waited + 3)).toEqual([
    "Activate account",
    "Wait for Okta",
    "Resume",
    "Activate account",
  ]);
});

it("closes the run of an execution that somebody stops, by the status change event", async () => {
  deployed.org.faults.add({
    method: "POST",
    path: "/api/v1/users/*/lifecycle/activate",
    kind: "status",
    status: 503,
    times: 50,
  });
  const userId = await deployed.admin.createUser(profile("cleo"), false);
  const running = await eventually("a running joiner", () => executionOf("Joiner", userId));
  await eventually("the failing state", async () =>
    (await statesOf(running as DescribeExecutionCommandOutput)).includes("Activate account") ? true : undefined,
  );
  const { executionArn } = running;
  await sfn.send(new StopExecutionCommand({ executionArn: executionArn!, error: "Stopped", cause: "by the test" }));
  deployed.org.faults.clear();
  // MiniStack's event names the status only, where AWS's names the error that was given too.
  const error = expect.stringMatching(/^(?:Stopped|ABORTED)$/);
  expect(await closedRun(running.name!)).toMatchObject({ run: { status: "failed", error } });
});

it("carries the leave out that was ordered for later, by the sweep of the minute", async () => {
  expect(await closedExecution("Leaver", dora)).toMatchObject({ status: "SUCCEEDED" });
  expect(deployed.org.user(dora)).toMatchObject({ status: "DEPROVISIONED" });
});

it("leaves no dead letters", async () => {
  const status = await deployed.mastery<{ readonly deadLetters?: number }>("status");
  expect(status.deadLetters).toBe(0);
});

it("has nothing to change when it is deployed again", async () => {
  const printed = await deployed.deploy();
  for (const stack of ["data", "app"]) expect(printed).toMatch(new RegExp(`/${stack} .*\\(no changes\\)`));
});
