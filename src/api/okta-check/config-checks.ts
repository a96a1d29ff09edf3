/** Whether the org has what the tenant's config speaks of. */
import type { Policy } from "../../domain/policy.ts";
import type { Directory } from "../../ports/directory.ts";
import type { OrgInspector } from "../../ports/org-inspector.ts";
import type { TenantConfig } from "../../tenants/tenant-config.ts";
import { showHook } from "../hook-status.ts";
import type { OperatorDeps } from "../operator-deps.ts";
import { check, missing, type OrgCheck, ok, unclear } from "./check.ts";

/** Attributes that the policy reads or writes. */
function namedAttributes({ attributes, joiner, mover }: Policy): readonly string[] {
  const inValues = joiner.profile.flatMap(({ value }) =>
    [...value.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name ?? ""),
  );
  const written = joiner.profile.map(({ attribute }) => attribute);
  const named = [...Object.values(attributes), ...written, ...inValues, mover.aliasAttribute];
  return [...new Set(named.filter((name) => name !== undefined))];
}

export function checkAttributes(inspector: OrgInspector, { policy }: TenantConfig): Promise<OrgCheck> {
  const mend = "with OAuth this needs the scope okta.schemas.read";
  return check(
    "attributes",
    async () => {
      const known = new Set(await inspector.userAttributes());
      const named = namedAttributes(policy);
      const absent = named.filter((name) => !known.has(name));
      if (absent.length === 0) return ok(`all ${named.length} that the policy names are in the user profile`);
      return missing(
        `not in the user profile: ${absent.join(", ")}`,
        `Directory > Profile Editor > User (default) > Add Attribute, or another name in policy.attributes: ${absent.join(", ")}`,
      );
    },
    { mend },
  );
}

export async function checkGroups(
  inspector: OrgInspector,
  directory: Directory,
  { policy }: TenantConfig,
): Promise<readonly OrgCheck[]> {
  const given = new Set(policy.joiner.groups.map(({ group }) => group));
  const kept = policy.leaver.keepGroups;
  const groups = await check("groups", async () => {
    const known = new Map((await directory.listGroups()).map((group) => [group.name, group]));
    const absent = [...new Set([...given, ...kept])].filter((name) => !known.has(name));
    const foreign = [...given].filter((name) => (known.get(name)?.kind ?? "OKTA_GROUP") !== "OKTA_GROUP");
    const seen = [
      ...(absent.length > 0 ? [`not in the org: ${absent.join(", ")}`] : []),
      ...(foreign.length > 0 ? [`filled by another system: ${foreign.join(", ")}`] : []),
    ];
    if (seen.length === 0) return ok(`all ${new Set([...given, ...kept]).size} that the policy names are there`);
    return missing(seen.join("; "), "Directory > Groups > Add group, or the name in the policy");
  });
  const rules = await check("group rules", () => lookAtRules(inspector, directory, given), { needed: false });
  return [groups, rules];
}

async function lookAtRules(inspector: OrgInspector, directory: Directory, given: ReadonlySet<string>) {
  const rules = await inspector.groupRules();
  const names = new Map((await directory.listGroups()).map(({ id, name }) => [id, name]));
  const contested = rules.flatMap(({ name, status, targetGroupIds }) =>
    status === "ACTIVE"
      ? targetGroupIds.flatMap((id) => (given.has(names.get(id) ?? "") ? [`"${name}" fills ${names.get(id)}`] : []))
      : [],
  );
  const idle = rules.filter(({ status }) => status !== "ACTIVE").map(({ name, status }) => `"${name}" is ${status}`);
  const seen = [...contested.map((what) => `${what}, as our policy does`), ...idle];
  if (seen.length === 0) return ok(`${rules.length}, none of which is in our way`);
  return unclear(
    seen.join("; "),
    "Directory > Groups > Rules: let either the rule or the policy fill a group; mend INVALID ones or delete them",
  );
}

/** Undefined where the policy names none. */
export async function checkUserTypes(directory: Directory, { policy }: TenantConfig): Promise<OrgCheck | undefined> {
  const named = [...new Set(Object.values(policy.userTypes))];
  if (named.length === 0) return undefined;
  const mend = "with OAuth this needs the scopes okta.userTypes.read and okta.schemas.read: Okta API Scopes > Grant";
  const look = async () => {
    const known = (await directory.findUserTypes(named)).map(({ name }) => name);
    const absent = named.filter((name) => !known.includes(name));
    if (absent.length === 0) return ok(`all ${named.length} that the policy names are there`);
    return missing(
      `not in the org: ${absent.join(", ")}`,
      "Directory > Profile Editor > Create Okta User Type, or its variable name in policy.userTypes",
    );
  };
  return check("user types", look, { mend });
}

export function checkProtectedLogins(directory: Directory, { policy }: TenantConfig): Promise<OrgCheck> {
  const { protectedLogins } = policy.guards;
  return check("protected logins", async () => {
    if (protectedLogins.length === 0)
      return unclear("none: no break-glass account is kept from automation", "policy.guards.protectedLogins");
    const absent: string[] = [];
    for (const login of protectedLogins) if (!(await directory.findAccountByLogin(login))) absent.push(login);
    if (absent.length === 0) return ok(`all ${protectedLogins.length} are there`);
    return missing(`not in the org, so nobody is protected: ${absent.join(", ")}`, "policy.guards.protectedLogins");
  });
}

export function checkHook({ id: tenantId }: TenantConfig, deps: OperatorDeps): Promise<OrgCheck> {
  return check("event hook", async () => {
    const { orgHooks, problems, deliveries } = await showHook({ tenantId }, deps);
    const [hook] = orgHooks ?? [];
    if (problems.length > 0) {
      const said = problems.join("; ");
      const mend = `\`mastery hook register --tenant ${tenantId} --url BASE\`; in the console: Workflow > Event Hooks`;
      return orgHooks === undefined ? unclear(said, mend) : missing(said, mend);
    }
    const last = deliveries ? `last delivery ${deliveries.lastAt}` : "no delivery yet";
    return ok(`${hook?.id} calls ${hook?.url}, verified; ${last}`);
  });
}
