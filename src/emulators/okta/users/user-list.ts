/** Listing users: plain, by filter, by search (which may lag) and by name prefix. */
import { parseFilter, type ValuesOf } from "../http/scim-filter.ts";
import type { Org } from "../org.ts";
import type { UserRecord } from "./user.ts";

/** The users that the query asks for, oldest first. The plain list and `q` leave deactivated users out. */
export function findUsers(org: Org, query: URLSearchParams): UserRecord[] {
  const search = query.get("search");
  if (search !== null && search !== "") {
    const matches = parseFilter(search, "E0000031");
    return searchable(org).filter((user) => matches(valuesOf(user)));
  }
  const users = [...org.state.users.values()];
  const filter = query.get("filter");
  if (filter !== null && filter !== "") {
    const matches = parseFilter(filter, "E0000053");
    return users.filter((user) => matches(valuesOf(user)));
  }
  const present = users.filter((user) => user.status !== "DEPROVISIONED");
  const prefix = query.get("q")?.toLowerCase();
  if (prefix === undefined || prefix === "") return present;
  return present.filter((user) =>
    ["firstName", "lastName", "email"].some((name) =>
      String(user.profile[name] ?? "")
        .toLowerCase()
        .startsWith(prefix),
    ),
  );
}

/** What the search index shows now: for each user the newest version whose lag is over. */
function searchable(org: Org): UserRecord[] {
  if (org.state.settings.searchLagMs <= 0) return [...org.state.users.values()];
  const found: UserRecord[] = [];
  for (const [id, versions] of org.state.searchIndex) {
    const visible = versions.filter((version) => version.visibleFrom <= org.now()).at(-1);
    if (visible?.user != null) found.push(visible.user);
    if (visible !== undefined) org.state.searchIndex.set(id, versions.slice(versions.indexOf(visible)));
  }
  for (const user of org.state.users.values()) if (!org.state.searchIndex.has(user.id)) found.push(user);
  return found.sort((a, b) => a.seq - b.seq);
}

function valuesOf(user: UserRecord): ValuesOf {
  return (path) => {
    const name = path.startsWith("profile.") ? path.slice("profile.".length) : undefined;
    if (name !== undefined) {
      const value = user.profile[name] ?? null;
      return Array.isArray(value) ? value : [value];
    }
    if (path === "type.id") return [user.typeId];
    return path in user ? [user[path as keyof UserRecord]] : [];
  };
}
