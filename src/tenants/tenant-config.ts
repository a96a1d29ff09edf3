import * as z from "zod";
import { OktaConfig } from "../connectors/okta/config.ts";
import { InvalidInput } from "../domain/errors.ts";
import { Mode } from "../domain/mastery.ts";
import { Policy } from "../domain/policy.ts";
import { Instant } from "../domain/time.ts";
import { type ConfigParts, crossProblems, type Problem, TENANT_ID } from "./cross-checks.ts";
import { HrConfig } from "./hr-config.ts";
import { parseJsonText } from "./json-text.ts";
import { NotificationsConfig } from "./notifications-config.ts";

const TenantId = z.string().regex(TENANT_ID, {
  error: "must be 2 to 31 lower-case letters, digits and dashes, and not begin with a dash",
});

const Fields = z.strictObject({
  /** Where an editor finds the JSON Schema of this file. */
  $schema: z.string().optional(),
  schemaVersion: z.literal(1),
  id: TenantId,
  /** The customer's name, for people. */
  name: z.string().min(1).max(100),
  mode: Mode,
  okta: OktaConfig,
  policy: Policy,
  /** For mode hr: who brings the workers into Okta, its own HR connector or we, and from where. */
  hr: HrConfig.optional(),
  /** E-mail address of who is told when a run fails or a person is held; without it only lists and logs tell. */
  operators: z.email({ error: "must be an e-mail address" }).optional(),
  /** Its messages: where answers go, its own texts, and who else hears operators' news. */
  notifications: NotificationsConfig.optional(),
  /** How many executions of this tenant run at once; the others wait. */
  inFlightCap: z.int().min(1).max(20).default(5),
  /** People whose account is older get no joiner; without it, the time at which the config is first applied. */
  onboardedAt: Instant.optional(),
});

/** What an MSP says about one customer. Secrets are named, never held. */
export const TenantConfig = Fields.superRefine((config, context) => {
  for (const { path, message } of crossProblems(config)) context.addIssue({ code: "custom", path: [...path], message });
});
export type TenantConfig = z.infer<typeof TenantConfig>;

/**
 * Reads a tenant's file.
 * @throws InvalidInput naming every problem with its path, not only the first.
 */
export function parseTenantConfig(text: string, file: string): TenantConfig {
  const json = parseJsonText(text, file);
  const parsed = TenantConfig.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems: Problem[] = parsed.error.issues.flatMap((issue) => problemsOf(issue));
  // zod looks at what holds between the parts only when each is well-formed; whoever repairs a file wants to know now.
  if (parsed.error.issues.some(({ code }) => code !== "custom")) problems.push(...crossProblems(wellFormedParts(json)));
  const lines = new Set(
    problems.map(({ path, message }) => `  ${z.core.toDotPath([...path]) || "the file"}: ${message}`),
  );
  throw new InvalidInput(`${file} is not a valid tenant:\n${[...lines].join("\n")}`);
}

/** The JSON Schema of a tenant's file, for editors. */
export function tenantJsonSchema(): object {
  return { title: "Tenant of Mastery", ...z.toJSONSchema(TenantConfig, { io: "input" }) };
}

function wellFormedParts(json: unknown): ConfigParts {
  const raw: Record<string, unknown> = json !== null && typeof json === "object" ? { ...json } : {};
  return {
    id: TenantId.safeParse(raw["id"]).data,
    mode: Mode.safeParse(raw["mode"]).data,
    okta: OktaConfig.safeParse(raw["okta"]).data,
    hr: HrConfig.safeParse(raw["hr"]).data,
    policy: Policy.safeParse(raw["policy"]).data,
  };
}

/** One line for each unknown key; of a union, the branch that came nearest. */
function problemsOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): readonly Problem[] {
  const path = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ path: [...path, key], message: "is not known here" }));
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [{ path, message: issue.message }];
  const distance = (branch: readonly z.core.$ZodIssue[]): number =>
    branch.some((inner) => inner.code === "invalid_type" || inner.code === "invalid_value") ? 1 : 0;
  const [nearest = []] = issue.errors.toSorted((a, b) => distance(a) - distance(b));
  return nearest.flatMap((inner) => problemsOf(inner, path));
}
