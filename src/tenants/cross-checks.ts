import type { OktaConfig } from "../connectors/okta/config.ts";
import { attributeOwner, isSignInAttribute, MASTERY, type Mode } from "../domain/mastery.ts";
import type { Policy } from "../domain/policy.ts";
import { HookId } from "../stores/hooks.ts";
import { type HrConfig, hrProblems } from "./hr-config.ts";

/** The form of a tenant's id. */
export const TENANT_ID = /^[a-z0-9][a-z0-9-]{1,30}$/;

/** One thing that is wrong, and where. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** The parts of a config that are well-formed by themselves. */
export interface ConfigParts {
  readonly id?: string | undefined;
  readonly mode?: Mode | undefined;
  readonly okta?: OktaConfig | undefined;
  readonly hr?: HrConfig | undefined;
  readonly policy?: Policy | undefined;
}

/** What no part shows alone: contradictions, repetitions, and rules about what another system owns. */
export function crossProblems({ id, mode, okta, hr, policy }: ConfigParts): readonly Problem[] {
  return [
    ...(okta ? hookProblems(id, okta) : []),
    ...(hr ? hrProblems(hr, mode) : []),
    ...(policy ? policyProblems(policy, mode, hr) : []),
  ];
}

function hookProblems(id: string | undefined, { hook }: OktaConfig): readonly Problem[] {
  if (!hook) return [{ path: ["okta", "hook"], message: "is missing: without it no change in Okta wakes anybody" }];
  const path = ["okta", "hook", "id"];
  if (!HookId.safeParse(hook.id).success)
    return [{ path, message: "is not <tenant id>.<32 hexadecimal digits>, such as `openssl rand -hex 16` prints" }];
  if (id === undefined || !TENANT_ID.test(id) || hook.id.startsWith(`${id}.`)) return [];
  return [{ path, message: `must begin with the tenant's own id: ${id}.` }];
}

function policyProblems(policy: Policy, mode?: Mode, hr?: HrConfig): readonly Problem[] {
  return [
    ...profileProblems(policy, mode),
    ...aliasProblems(policy, mode),
    ...repetitions(policy),
    ...dateProblems(policy, hr),
  ];
}

function profileProblems(policy: Policy, mode: Mode | undefined): readonly Problem[] {
  return policy.joiner.profile.flatMap(({ attribute, value }, index) => {
    const path = ["policy", "joiner", "profile", index];
    const problems: Problem[] = [];
    if (isSignInAttribute(attribute))
      problems.push({ path: [...path, "attribute"], message: `${attribute} is how people sign in: no rule writes it` });
    else if (mode !== undefined && attributeOwner(mode, attribute) !== "okta")
      problems.push({
        path: [...path, "attribute"],
        message: `${MASTERY[mode].authority} owns ${attribute} in mode ${mode}: no rule writes it`,
      });
    if (/[{}]/.test(value.replace(/\{[^{}]+\}/g, "")))
      problems.push({ path: [...path, "value"], message: "has a brace without its partner; write {attribute}" });
    return problems;
  });
}

function aliasProblems({ mover }: Policy, mode: Mode | undefined): readonly Problem[] {
  const { aliasAttribute } = mover;
  const path = ["policy", "mover", "aliasAttribute"];
  if (aliasAttribute === undefined) return [];
  if (isSignInAttribute(aliasAttribute))
    return [{ path, message: `${aliasAttribute} is how people sign in: no former address is kept there` }];
  if (mode === undefined || attributeOwner(mode, aliasAttribute) === "okta") return [];
  return [{ path, message: `${MASTERY[mode].authority} owns ${aliasAttribute} in mode ${mode}: no mover writes it` }];
}

/** Rules and tasks that are there twice, whatever the order of their keys. */
function repetitions({ joiner, leaver }: Policy): readonly Problem[] {
  return [
    ...repeated(joiner.groups, ["policy", "joiner", "groups"], "the same group under the same condition"),
    ...repeated(joiner.profile, ["policy", "joiner", "profile"], "the same rule"),
    ...repeated(
      leaver.tasks.map(({ key }) => key),
      ["policy", "leaver", "tasks"],
      "a task with the same key",
    ),
  ];
}

function repeated(items: readonly unknown[], path: readonly PropertyKey[], what: string): readonly Problem[] {
  const seen = new Map<string, number>();
  return items.flatMap((item, index) => {
    const text = canonical(item);
    const first = seen.get(text);
    if (first === undefined) seen.set(text, index);
    return first === undefined ? [] : [{ path: [...path, index], message: `repeats entry ${first}: ${what}` }];
  });
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function dateProblems({ attributes, joiner }: Policy, hr?: HrConfig): readonly Problem[] {
  const path = ["policy", "attributes", "startDate"];
  // What a feed sends has dates of its own.
  if (joiner.leadDays > 0 && attributes.startDate === undefined && hr?.importedBy !== "mastery")
    return [{ path, message: "is missing: policy.joiner.leadDays counts back from it" }];
  if (attributes.startDate !== undefined && attributes.startDate === attributes.endDate)
    return [{ path, message: "names the same attribute as policy.attributes.endDate" }];
  return [];
}
