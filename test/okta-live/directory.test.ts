/** The directory's contract on a live org, which should be a test org of its own. */
import { randomBytes } from "node:crypto";
import { TestRunner } from "vitest";
import * as z from "zod";
import { createOktaDirectory } from "../../src/connectors/okta/index.ts";
import type { Send } from "../../src/connectors/okta/transport.ts";
import type { JsonObject } from "../../src/domain/json.ts";
import { instantOf } from "../../src/domain/time.ts";
import { type DirectoryUnderTest, directoryContract } from "../contract/directory.contract.ts";
import { adminSend, liveConfig, MARK, readSecret } from "./live-config.ts";
import { startMarkingProxy } from "./marking-proxy.ts";

const RUN = randomBytes(4).toString("hex");
const PASSWORD = `Aa1-${randomBytes(12).toString("hex")}`;
const WithId = z.object({ id: z.string() });
let count = 0;

/** What needs another system behind the org, or a person: said, and not done. */
function leaveOut(reason: string): never {
  TestRunner.getCurrentTest()?.context.skip(reason);
  throw new Error(reason);
}

async function startLiveOrg(): Promise<DirectoryUnderTest> {
  count += 1;
  const tag = `${MARK}${RUN}-${count}`;
  const proxy = await startMarkingProxy(liveConfig().orgUrl, tag);
  const directory = createOktaDirectory(liveConfig(proxy.url), { readSecret });
  const send = adminSend();
  const call = async (method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: JsonObject): Promise<unknown> =>
    (await send({ method, path: `/api/v1${path}`, purpose: "set a test's stage", ...(body ? { body } : {}) })).body;
  return {
    directory,
    ...seeds(call, tag),
    change: async (id, change) => void (await call("POST", `/users/${id}/lifecycle/${change}`)),
    changeProfile: async (id, profile) => void (await call("POST", `/users/${id}`, { profile: marked(profile, tag) })),
    failNext: async (kind, fault) => proxy.failNext(kind, fault),
    writes: proxy.writes,
    now: () => instantOf(Date.now()),
    close: proxy.close,
  };
}

type Call = (method: Parameters<Send>[0]["method"], path: string, body?: JsonObject) => Promise<unknown>;

const marked = (profile: Readonly<Record<string, string>>, tag: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(profile).map(([name, value]) => [name, value.replaceAll("acme.example", `${tag}.example`)]),
  );

function seeds(call: Call, tag: string) {
  const seedAccount: DirectoryUnderTest["seedAccount"] = async ({ profile, status = "ACTIVE", groupIds = [] }) => {
    if (status === "LOCKED_OUT")
      leaveOut("locks an account out by wrong passwords, which a live org counts its own way");
    const isPending = status === "STAGED" || status === "PROVISIONED";
    const credentials = isPending ? {} : { credentials: { password: { value: PASSWORD } } };
    const body = { profile: marked(profile, tag), groupIds: [...groupIds], ...credentials };
    const { id } = WithId.parse(await call("POST", `/users?activate=${!isPending}`, body));
    if (status === "PROVISIONED") await call("POST", `/users/${id}/lifecycle/activate?sendEmail=false`);
    if (status === "SUSPENDED") await call("POST", `/users/${id}/lifecycle/suspend`);
    if (status === "DEPROVISIONED") await call("POST", `/users/${id}/lifecycle/deactivate`);
    return id;
  };
  return {
    seedAccount,
    seedSourcedAccount: async () => leaveOut("needs an account that AD or an HR system sources"),
    seedUserType: async () => leaveOut("makes user types, of which an org may have nine and which keep their users"),
    seedGroup: async (name: string, kind = "OKTA_GROUP") => {
      if (kind !== "OKTA_GROUP") leaveOut("needs a group that another system fills");
      return WithId.parse(await call("POST", "/groups", { profile: { name: `${tag} ${name}` } })).id;
    },
    seedRule: async (name: string, groupId: string, department: string) => {
      const expression = { value: `user.department=="${department}"`, type: "urn:okta:expression:1.0" };
      const actions = { assignUserToGroups: { groupIds: [groupId] } };
      const rule = { type: "group_rule", name: `${tag} ${name}`, conditions: { expression }, actions };
      const { id } = WithId.parse(await call("POST", "/groups/rules", rule));
      await call("POST", `/groups/rules/${id}/lifecycle/activate`);
      return id;
    },
    seedRole: async (holder: Parameters<DirectoryUnderTest["seedRole"]>[0], type: string) => {
      const path = "accountId" in holder ? `/users/${holder.accountId}` : `/groups/${holder.groupId}`;
      await call("POST", `${path}/roles`, { type });
    },
    seedFactor: async () => leaveOut("needs a factor that a person enrols"),
    seedApp: async (label: string, to: Parameters<DirectoryUnderTest["seedApp"]>[1]) => {
      const settings = { app: { requestIntegration: false, url: "https://mastery-test.example" } };
      const app = { name: "bookmark", label: `${tag} ${label}`, signOnMode: "BOOKMARK", settings };
      const { id } = WithId.parse(await call("POST", "/apps?activate=true", app));
      if ("groupId" in to) await call("PUT", `/apps/${id}/groups/${to.groupId}`, {});
      else await call("POST", `/apps/${id}/users`, { id: to.accountId, scope: "USER" });
      return id;
    },
  };
}

directoryContract("a live Okta org", startLiveOrg);
