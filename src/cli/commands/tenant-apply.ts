import type { AppliedTenant } from "../../api/tenant-apply.ts";
import { type TenantValidation, validateTenantFile } from "../../api/tenant-validate.ts";
import { InvalidInput } from "../../domain/errors.ts";
import { type Command, textOf } from "../command.ts";
import { operatorName } from "../operator-name.ts";
import { readSecretsFile, secretsFor } from "../secrets-file.ts";
import { readTenantFiles } from "../tenant-files.ts";

const PATH = ["tenant", "apply"];

/** `mastery tenant apply`: every file is validated before the first is stored. */
export const tenantApply: Command = {
  path: PATH,
  usage: "tenant apply FILE|DIR [--secrets FILE]",
  summary: "stores tenants' configs; makes the data folder if there is none",
  details: [
    "--secrets FILE   JSON of secret name to value (or of tenant id to such), readable by you alone: chmod 600 FILE",
    "Applying the same twice changes nothing. Secrets that are still missing are named.",
  ],
  options: { secrets: { type: "string" } },
  positionals: { min: 1, max: 1 },
  run: async ({ positionals: [path = ""], values, connect }) => {
    const files = readTenantFiles(path);
    const validations = files.map(validateTenantFile);
    requireValid(validations);
    const secretsPath = textOf(values, "secrets");
    const secrets = secretsPath === undefined ? {} : readSecretsFile(secretsPath);
    const inputs = files.map((file, at) => ({
      ...file,
      secrets: secretsFor(secrets, validations[at]?.tenantId ?? "", files.length === 1),
    }));
    const by = operatorName(undefined, PATH);
    const operator = await connect({ create: true });
    const tenants: AppliedTenant[] = [];
    for (const input of inputs) tenants.push(await operator.call("tenant.apply", { ...input, by }));
    const hints = tenants.flatMap(({ tenantId, missingSecrets: missing }) =>
      missing.length === 0
        ? []
        : [
            `tenant ${tenantId} still lacks ${missing.join(", ")}; give each with \`mastery secret set NAME --tenant ${tenantId}\``,
          ],
    );
    return { output: { tenants }, text: tenants.map(describe).join("\n"), hints };
  },
};

function describe({ tenantId, change, configVersion, storedSecrets, hookPath }: AppliedTenant): string {
  const what = change === "unchanged" ? "unchanged" : `${change} config`;
  const secrets = storedSecrets.length === 0 ? "" : `, stored secrets ${storedSecrets.join(", ")}`;
  const hook = hookPath === undefined ? "" : `, event hook at ${hookPath}`;
  return `tenant ${tenantId}: ${what}, version ${configVersion}${secrets}${hook}`;
}

/** @throws InvalidInput unless every file is valid and no two are about the same tenant. */
function requireValid(validations: readonly TenantValidation[]): void {
  const problems = validations.flatMap(({ file, problems: found }) =>
    found.map(({ path, message }) => `${file}: ${path || "the file"}: ${message}`),
  );
  const seen = new Map<string, string>();
  for (const { tenantId, file } of validations) {
    if (tenantId === undefined) continue;
    const other = seen.get(tenantId);
    if (other !== undefined) problems.push(`${file}: id: ${tenantId} is the id in ${other} as well`);
    seen.set(tenantId, file);
  }
  if (problems.length > 0) throw new InvalidInput(`nothing was stored:\n  ${problems.join("\n  ")}`);
}
