import * as z from "zod";
import { HOOK_EVENT_TYPES } from "../../connectors/okta/watched-events.ts";

/** The customer's own Okta administrator: does by API what a person would click. Not our connector, on purpose. */
export interface OktaAdmin {
  /** @returns the new user's id. */
  createUser(profile: Readonly<Record<string, string>>, activate: boolean): Promise<string>;
  updateProfile(userId: string, changes: Readonly<Record<string, string>>): Promise<void>;
  deactivate(userId: string): Promise<void>;
  status(userId: string): Promise<string>;
  /** Adds text attributes of the org's own to the user schema. */
  addAttributes(names: readonly string[]): Promise<void>;
  /** Has the event hook call `uri`, verified; the one of the same path on another port is changed. */
  registerHook(uri: string, secret: string): Promise<void>;
}

const HOOKS = "/api/v1/eventHooks";

const WithId = z.object({ id: z.string() });
const WithStatus = z.object({ status: z.string() });
const RegisteredHooks = z.array(
  WithId.extend({
    verificationStatus: z.string(),
    channel: z.object({ config: z.object({ uri: z.url() }) }),
  }),
);

export function createOktaAdmin(orgUrl: string, apiToken: string): OktaAdmin {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${orgUrl}${path}`, {
      method,
      headers: { authorization: `SSWS ${apiToken}`, "content-type": "application/json", accept: "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`Okta answered ${response.status} to ${method} ${path}: ${text}`);
    return text === "" ? {} : (JSON.parse(text) as unknown);
  };
  return {
    createUser: async (profile, activate) =>
      WithId.parse(await call("POST", `/api/v1/users?activate=${activate}`, { profile })).id,
    updateProfile: async (userId, changes) => {
      await call("POST", `/api/v1/users/${userId}`, { profile: changes });
    },
    deactivate: async (userId) => {
      await call("POST", `/api/v1/users/${userId}/lifecycle/deactivate`);
    },
    status: async (userId) => WithStatus.parse(await call("GET", `/api/v1/users/${userId}`)).status,
    addAttributes: async (names) => {
      const attribute = (title: string) => [title, { title, type: "string", scope: "NONE" }] as const;
      const properties = Object.fromEntries(names.map(attribute));
      const custom = { id: "#custom", type: "object", properties };
      await call("POST", "/api/v1/meta/schemas/user/default", { definitions: { custom } });
    },
    registerHook: async (uri, secret) => {
      const hook = {
        name: "Mastery",
        events: { type: "EVENT_TYPE", items: HOOK_EVENT_TYPES },
        channel: {
          type: "HTTP",
          version: "1.0.0",
          config: { uri, authScheme: { type: "HEADER", key: "authorization", value: secret } },
        },
      };
      const { pathname } = new URL(uri);
      const all = RegisteredHooks.parse(await call("GET", HOOKS));
      const known = all.find(({ channel }) => new URL(channel.config.uri).pathname === pathname);
      if (known?.channel.config.uri === uri && known.verificationStatus === "VERIFIED") return;
      const { id } = WithId.parse(
        await (known ? call("PUT", `${HOOKS}/${known.id}`, hook) : call("POST", HOOKS, hook)),
      );
      await call("POST", `${HOOKS}/${id}/lifecycle/verify`);
    },
  };
}
