/** An Okta directory whose org is the emulator, with a recording proxy between the two. */
import { createOktaDirectory } from "../../src/connectors/okta/index.ts";
import { instantOf } from "../../src/domain/time.ts";
import { type OrgControl, startOktaEmulator } from "../../src/emulators/okta/index.ts";
import type { DirectoryFault, DirectoryUnderTest } from "./directory.contract.ts";
import { type RecordedRequest, startRecordingProxy } from "./recording-proxy.ts";

export interface OktaUnderTest extends DirectoryUnderTest {
  /** What the connector sent, in order. */
  readonly requests: readonly RecordedRequest[];
}

const FAULTS: Readonly<Record<DirectoryFault, Parameters<OrgControl["faults"]["add"]>[0]>> = {
  "lost-answer": { path: "/api/v1/**", kind: "lost-answer" },
  reset: { path: "/api/v1/**", kind: "reset" },
  unavailable: { path: "/api/v1/**", kind: "status", status: 503 },
  "rate-limited": { path: "/api/v1/**", kind: "status", status: 429 },
};

/** A fresh org and a directory on it. */
export async function startOktaUnderTest(): Promise<OktaUnderTest> {
  const emulator = await startOktaEmulator({ orgs: [{ id: "acme", settings: { rateLimits: "off" } }] });
  const org = emulator.org("acme");
  const proxy = await startRecordingProxy(org.url);
  const config = { orgUrl: proxy.url, auth: { type: "token", token: { secret: "okta-token" } } } as const;
  const directory = createOktaDirectory(config, { readSecret: async () => org.apiToken });
  return {
    directory,
    requests: proxy.requests,
    ...seeds(org),
    ...changes(org),
    writes: () => proxy.requests.filter(({ method }) => method !== "GET").length,
    now: () => instantOf(Date.now()),
    close: async () => {
      await proxy.close();
      await emulator.close();
    },
  };
}

async function admin(org: OrgControl, method: string, path: string, body?: unknown): Promise<{ id: string }> {
  const headers = { authorization: `SSWS ${org.apiToken}`, "content-type": "application/json" };
  const response = await fetch(`${org.url}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === "" ? { id: "" } : JSON.parse(text);
}

function seeds(org: OrgControl) {
  return {
    seedAccount: async (seed: Parameters<DirectoryUnderTest["seedAccount"]>[0]) => org.seedUser(seed).id,
    seedSourcedAccount: async (login: string) => {
      const { id } = org.seedDirectory({ label: "AD" });
      const profile = { login, email: login, firstName: "Sam", lastName: "Source" };
      org.putSourcePerson(id, { externalId: login, profile });
      org.importRun(id);
      return (org.user(login) as { id: string }).id;
    },
    seedUserType: async (name: string, attributes?: readonly string[]) => org.seedUserType(name, attributes).id,
    seedGroup: async (name: string, kind?: "OKTA_GROUP" | "APP_GROUP") => org.seedGroup({ name, type: kind }).id,
    seedRule: async (name: string, groupId: string, department: string) => {
      const { id } = await admin(org, "POST", "/groups/rules", {
        type: "group_rule",
        name,
        conditions: { expression: { value: `user.department=="${department}"`, type: "urn:okta:expression:1.0" } },
        actions: { assignUserToGroups: { groupIds: [groupId] } },
      });
      await admin(org, "POST", `/groups/rules/${id}/lifecycle/activate`);
      return id;
    },
    seedRole: async (holder: Parameters<DirectoryUnderTest["seedRole"]>[0], type: string) => {
      const path = "accountId" in holder ? `/users/${holder.accountId}` : `/groups/${holder.groupId}`;
      await admin(org, "POST", `${path}/roles`, { type });
    },
    seedFactor: async (accountId: string) => {
      org.seedFactor(accountId, "sms");
    },
    seedApp: async (label: string, assignedTo: Parameters<DirectoryUnderTest["seedApp"]>[1]) => {
      const groupIds = "groupId" in assignedTo ? [assignedTo.groupId] : [];
      const { id } = org.seedApp({ label, groupIds });
      if ("accountId" in assignedTo) await admin(org, "POST", `/apps/${id}/users`, { id: assignedTo.accountId });
      return id;
    },
  };
}

function changes(org: OrgControl) {
  return {
    change: async (id: string, change: string) => {
      await admin(org, "POST", `/users/${id}/lifecycle/${change}`);
    },
    changeProfile: async (id: string, profile: Readonly<Record<string, string>>) => {
      await admin(org, "POST", `/users/${id}`, { profile });
    },
    failNext: async (kind: "read" | "write", fault: DirectoryFault) => {
      org.faults.clear();
      const methods = kind === "read" ? ["GET"] : ["POST", "PUT", "DELETE"];
      for (const method of methods) org.faults.add({ ...FAULTS[fault], method });
    },
  };
}
