/** The two customers: their Okta orgs and what their tenants' files say. */

import type { Instant } from "../../src/domain/time.ts";
import type { InProcessEmulator } from "../../src/emulators/okta/index.ts";
import type { ItemStore } from "../../src/ports/item-store.ts";
import type { SecretStore } from "../../src/ports/secret-store.ts";
import { changeHook } from "../../src/stores/hooks.ts";
import { parseTenantConfig } from "../../src/tenants/tenant-config.ts";
import { applyTenant } from "../../src/tenants/tenant-records.ts";
import { DEPARTMENTS, type History, MANAGERS, type Member, type Tenant } from "./history.ts";
import { GROUP_OF_ALL, givenTo } from "./model.ts";

export const OKTA_URL = "http://127.0.0.1:1";
export const HOOK_SECRET = "a-secret-that-only-okta-and-we-know";
export const hookOf = (tenant: Tenant): string => `${tenant}.0123456789abcdef0123456789abcdef`;
const loginOf = (name: string, tenant: Tenant): string => `${name}@${tenant}.example`;

export function profileOf({ name, tenant, department, title, manager }: Member): Record<string, string> {
  return {
    login: loginOf(name, tenant),
    email: loginOf(name, tenant),
    secondEmail: `${name}@home.example`,
    firstName: name,
    lastName: "Smith",
    department,
    title,
    managerId: loginOf(manager, tenant),
  };
}

/** Groups, managers, and the people who were there before us, as the rules would have them. Gives their ids by name. */
export function furnishOrg(
  emulator: InProcessEmulator,
  tenant: Tenant,
  members: readonly Member[],
): Map<string, string> {
  const org = emulator.org(tenant);
  const groups = new Map([GROUP_OF_ALL, ...DEPARTMENTS].map((name) => [name, org.seedGroup({ name }).id]));
  for (const name of MANAGERS) {
    const login = loginOf(name, tenant);
    org.seedUser({ profile: { login, email: login, firstName: name, lastName: "Boss" } });
  }
  const ids = new Map<string, string>();
  for (const member of members.filter((one) => one.tenant === tenant && one.adopted)) {
    const profile = profileOf(member);
    const given = givenTo(profile);
    const groupIds = given.groups.flatMap((name) => groups.get(name) ?? []);
    ids.set(member.name, org.seedUser({ profile: { ...profile, ...given.attributes }, groupIds }).id);
  }
  return ids;
}

export async function onboard(
  { store, secrets }: { readonly store: ItemStore; readonly secrets: SecretStore },
  emulator: InProcessEmulator,
  {
    tenant,
    now,
    history: { inFlightCap, mode = "okta" },
  }: { readonly tenant: Tenant; readonly now: Instant; readonly history: History },
): Promise<void> {
  const org = emulator.org(tenant);
  const token = `00-the-token-of-ours-in-${tenant}`;
  const { id: ownId } = org.seedApiToken("mastery", token);
  const graceDays = tenant === "north" ? 0 : 7;
  const strong = "strong";
  const file = {
    schemaVersion: 1,
    id: tenant,
    name: `${tenant} Ltd`,
    mode,
    inFlightCap,
    operators: "desk@msp.example",
    okta: {
      orgUrl: org.url,
      auth: { type: "token", token: { secret: "okta-token" } },
      hook: { id: hookOf(tenant), secret: { secret: "okta-hook" } },
    },
    policy: {
      timeZone: tenant === "north" ? "Pacific/Auckland" : "Europe/London",
      joiner: {
        // Active Directory owns its people's attributes, and no rule may write them.
        profile:
          mode === "ad"
            ? []
            : [
                ...["Sales", "Engineering", "Finance"].map((department) => {
                  const value = givenTo({ department }).attributes.costCenter;
                  return { attribute: "costCenter", value, strength: strong, when: { department } };
                }),
                { attribute: "nickName", value: "{title} in {department}", strength: strong },
              ],
        groups: [{ group: GROUP_OF_ALL }, ...DEPARTMENTS.map((name) => ({ group: name, when: { department: name } }))],
        firstCredential: tenant === "north" ? "okta-mail" : "manager-link",
      },
      mover: { overlapDays: tenant === "north" ? 0 : 3 },
      leaver: {
        deactivateAfterDays: graceDays,
        tasks: [{ key: "laptop", title: "Collect it", instructions: "Ask.", owner: "desk@msp.example", dueDays: 2 }],
      },
      guards: { leaversPer24h: 99 },
    },
  };
  await secrets.write(tenant, "okta-token", token);
  await applyTenant(store, parseTenantConfig(JSON.stringify(file), `${tenant}.json`), { now, hookSecret: HOOK_SECRET });
  // As `hook register` learns it, so that our own writes are known from the administrators'.
  await changeHook(store, { tenantId: tenant, hookId: hookOf(tenant) }, (hook) => ({
    ...hook,
    learnedActors: [ownId],
  }));
}
