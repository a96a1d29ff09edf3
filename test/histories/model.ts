/**
 * What must be true of every account at the end, from what the administrator and the operators did and Okta accepted.
 * It knows nothing of events, runs, queues or crashes, and imports nothing of the product.
 */

/** What happened to one person, in order. */
export type Fact =
  | { readonly kind: "employed"; readonly profile: Readonly<Record<string, string>> }
  | { readonly kind: "changed"; readonly attribute: string; readonly value: string }
  | { readonly kind: "deactivated" }
  | { readonly kind: "activated" }
  | { readonly kind: "leave-ordered" }
  | { readonly kind: "contained" };

export interface Expected {
  readonly status: readonly ("live" | "suspended" | "deactivated")[];
  /** Of an account that is not deactivated; a deactivated one keeps what everybody has. */
  readonly groups: readonly string[];
  readonly profile: Readonly<Record<string, string>>;
  /** Attributes that a rule gives to a live account. */
  readonly given: Readonly<Record<string, string>>;
}

export const GROUP_OF_ALL = "All staff";
const COST_CENTERS: Readonly<Record<string, string>> = { Sales: "C-SAL", Engineering: "C-ENG", Finance: "C-FIN" };

/** What the rules of both tenants give to somebody of this department and title. */
export function givenTo({ department = "", title = "" }: Readonly<Record<string, string>>) {
  return {
    groups: [GROUP_OF_ALL, department],
    attributes: { costCenter: COST_CENTERS[department] ?? "", nickName: `${title} in ${department}` },
  };
}

/** Undefined for somebody who was never employed. */
export function expectedOf(facts: readonly Fact[]): Expected | undefined {
  let profile: Record<string, string> | undefined;
  let status: Expected["status"] = ["live"];
  let ordered = false;
  for (const fact of facts) {
    if (fact.kind === "employed") profile = { ...fact.profile };
    else if (!profile) throw new Error("something happened to somebody who is not employed");
    else if (fact.kind === "changed") profile[fact.attribute] = fact.value;
    else if (fact.kind === "contained") status = ["suspended"];
    else if (fact.kind === "activated") {
      // Whether the order had been carried out by then, or still stands, depends on who was faster.
      status = ordered ? ["live", "deactivated"] : ["live"];
    } else {
      status = ["deactivated"];
      ordered ||= fact.kind === "leave-ordered";
    }
  }
  if (!profile) return undefined;
  const { groups, attributes } = givenTo(profile);
  return { status, groups: ["Everyone", ...groups].toSorted(), profile, given: attributes };
}
