import { readTenant } from "../../tenants/tenant-records.ts";
import type { ParsedInputOf } from "../contract.ts";
import type { OperatorDeps } from "../operator-deps.ts";
import { missingSecrets } from "../tenant-apply.ts";
import { checkOrg, checkReads, checkRole, checkScopes, checkSignIn } from "./access-checks.ts";
import { missing, type OrgCheck, ok } from "./check.ts";
import { checkAttributes, checkGroups, checkHook, checkProtectedLogins, checkUserTypes } from "./config-checks.ts";

export interface OrgReport {
  readonly tenantId: string;
  readonly orgUrl: string;
  /** Nothing that is needed is missing. */
  readonly ready: boolean;
  readonly checks: readonly OrgCheck[];
}

/**
 * What a tenant's org lacks for us, and how to mend each. Reads only. What cannot be asked any more, because the step
 * before it is missing, is left out: mend that first.
 */
export async function checkOkta({ tenantId }: ParsedInputOf<"okta.check">, deps: OperatorDeps): Promise<OrgReport> {
  const { config } = await readTenant(deps.store, tenantId);
  const checks: OrgCheck[] = [];
  const report = (): OrgReport => {
    const ready = !checks.some(({ needed, outcome }) => needed && outcome === "missing");
    return { tenantId, orgUrl: config.okta.orgUrl, ready, checks };
  };
  const inspector = deps.inspector(config);
  checks.push(...(await checkOrg(inspector)));
  const unset = await missingSecrets(config, deps);
  checks.push({
    name: "secrets",
    needed: true,
    ...(unset.length === 0
      ? ok("all that the config names are set")
      : missing(
          `not set: ${unset.join(", ")}`,
          unset.map((name) => `\`mastery secret set ${name} --tenant ${tenantId} < FILE\``).join(", "),
        )),
  });
  const { auth } = config.okta;
  const own = auth.type === "token" ? auth.token.secret : auth.privateKey.secret;
  if (checks[0]?.outcome !== "ok" || unset.includes(own)) return report();
  const signIn = await checkSignIn(inspector);
  checks.push(signIn);
  if (signIn.outcome === "ok") {
    const directory = await deps.directory(config);
    checks.push(...(await checkScopes(inspector)), await checkRole(inspector), ...(await checkReads(inspector)));
    checks.push(await checkHook(config, deps), await checkAttributes(inspector, config));
    checks.push(...(await checkGroups(inspector, directory, config)), await checkProtectedLogins(directory, config));
    const userTypes = await checkUserTypes(directory, config);
    if (userTypes) checks.push(userTypes);
  }
  return report();
}
