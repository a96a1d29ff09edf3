/** The live org that the environment names. */
import type { OktaConfig } from "../../src/connectors/okta/config.ts";
import { createConnection } from "../../src/connectors/okta/connection.ts";
import type { Send } from "../../src/connectors/okta/transport.ts";

const VARIABLES = {
  orgUrl: "MASTERY_TEST_OKTA_ORG_URL",
  token: "MASTERY_TEST_OKTA_TOKEN",
  clientId: "MASTERY_TEST_OKTA_CLIENT_ID",
  privateKey: "MASTERY_TEST_OKTA_PRIVATE_KEY",
} as const;

/** Whether the environment names an org at all. */
export const namesOrg = (): boolean => Boolean(process.env[VARIABLES.orgUrl]);

/** Everything that we create bears this, so that it is found again whatever happens to a run. */
export const MARK = "mastery-test-";

const SCOPES = [
  "okta.users.manage",
  "okta.groups.manage",
  "okta.roles.manage",
  "okta.apps.manage",
  "okta.logs.read",
  "okta.userTypes.read",
  "okta.schemas.read",
  "okta.eventHooks.manage",
];

/** Config and secret for this address of the org (a proxy may stand before it). */
export function liveConfig(orgUrl = required(VARIABLES.orgUrl)): OktaConfig {
  const clientId = process.env[VARIABLES.clientId];
  if (!clientId) return { orgUrl, auth: { type: "token", token: { secret: VARIABLES.token } } };
  return { orgUrl, auth: { type: "oauth", clientId, privateKey: { secret: VARIABLES.privateKey }, scopes: SCOPES } };
}

/** Secrets are the environment's variables of the same name. */
export const readSecret = async (name: string): Promise<string> => required(name);

/** An administrator's requests to the org, past everything that is under test; waits where the org asks to. */
export function adminSend(): Send {
  const send = createConnection(liveConfig(), { readSecret });
  return async (request) => {
    for (;;)
      try {
        return await send(request);
      } catch (error) {
        const { name, evidence } = error as { name?: string; evidence?: { retryAt?: string } };
        if (name !== "RateLimited") throw error;
        await pause(Date.parse(evidence?.retryAt ?? "") - Date.now());
      }
  };
}

/** At least a second, and never longer than one window of Okta's limits. */
export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.min(Math.max(ms || 0, 1000), 61_000)));

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; \`npm run test:okta\` says what to set`);
  return value;
}
