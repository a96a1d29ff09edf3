import type { OrgControl } from "../../emulators/okta/index.ts";

/** Groups that the example tenant's rules name, and one that Okta's own rule fills. */
const GROUPS = ["All staff", "Engineering", "Sales", "Leads", "Auckland office", "Contractors"];

/** The people who were there before: a manager with a mailbox, and somebody who will be deactivated by hand. */
export interface Cast {
  readonly managerId: string;
  readonly longServingId: string;
}

/** Undefined when nobody has the login. */
export function userIdOf(org: OrgControl, login: string): string | undefined {
  return org.users().find(({ profile }) => profile["login"] === login)?.id;
}

/** Fills an emulated org as years of history would have left it; what is there already stays. */
export function fillOrg(org: OrgControl, domain: string): Cast {
  const known = new Map(org.groups().map(({ id, name }) => [name, id]));
  const groupIds = GROUPS.map((name) => known.get(name) ?? org.seedGroup({ name }).id);
  const person = (firstName: string, lastName: string, more: Record<string, string>): string => {
    const login = `${firstName}.${lastName}@${domain}`.replaceAll(" ", "").toLowerCase();
    const profile = { login, email: login, firstName, lastName, ...more };
    return userIdOf(org, login) ?? org.seedUser({ profile, groupIds: groupIds.slice(0, 2) }).id;
  };
  return {
    managerId: person("Moana", "Rangi", { title: "Head of Engineering", department: "Engineering" }),
    longServingId: person("Piet", "de Vries", { title: "Engineer", department: "Engineering", city: "Auckland" }),
  };
}
