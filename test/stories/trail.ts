// A person's audit trail as an auditor reads it: who ordered what and why, what was decided, what was read back.
import { type AuditEntry, firstBrokenEntry, readAudit } from "../../src/stores/audit.ts";
import { forTenant } from "../../src/stores/tenant-store.ts";
import { TENANT, type World } from "./world.ts";

/** One line for each entry, oldest first, of a person by key or by account; looks that found nothing new are left out. */
export async function trailOf(world: World, who: string): Promise<readonly string[]> {
  const key = who.startsWith("p-") ? who : await world.keyOf(who);
  const entries = await readAudit(forTenant(world.runtime.deps.store, TENANT), TENANT, key);
  const broken = firstBrokenEntry(entries);
  if (broken !== undefined) throw new Error(`entry ${broken} of the trail does not follow from the one before it`);
  const orders = new Map<string, string>();
  const numberOf = (id: string): string => orders.get(id) ?? orders.set(id, `#${orders.size + 1}`).get(id)!;
  const masked = (line: string): string =>
    line.replaceAll(UUID, numberOf).replaceAll(OTHER_ID, "$1…").replaceAll(SECONDS, "$1Z");
  let standing = "provisional";
  return entries.flatMap(({ kind, by, detail }) => {
    const line = masked(`${by}: ${said(kind, detail)}`);
    const before = standing;
    if (kind === "decided") standing = masked([detail["phase"], ...leftOpen(detail)].join());
    if (kind === "verified") standing = standing.replace(/^[^,]*/, String(detail["phase"]));
    const isNews = kind !== "decided" || standing !== before || listIn(detail, "operations").length > 0;
    return isNews ? [line] : [];
  });
}

/** Orders are numbered as they come. Other ids differ from run to run, and seconds may. */
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const OTHER_ID = /\b(00[a-zA-Z]|p-)\w{16,26}\b/g;
const SECONDS = /(T\d\d:\d\d):\d\d\.\d{3}Z/g;

type Detail = AuditEntry["detail"];

function said(kind: string, detail: Detail): string {
  if (kind === "decided") return decided(detail);
  if (kind === "verified") return `${detail["flow"]} verified, ${detail["readBack"]} read back: ${detail["phase"]}`;
  if (kind === "ordered") return `${kind}${contentOf(detail)}${why(detail)}`;
  if (kind === "failed" || kind === "superseded") return `${kind}: ${detail["error"]}`;
  if (kind === "worker-recorded")
    return detail["change"] === "new" ? "new worker" : `changed worker: ${listIn(detail, "fields").join(", ")}`;
  return `${kind}${contentOf(detail)}${why(detail)}`;
}

function decided(detail: Detail): string {
  const kinds = Map.groupBy(listIn(detail, "operations"), (key) => String(key).split(":")[0]);
  const operations = [...kinds].map(([kind, same]) => (same.length > 1 ? `${kind} x${same.length}` : kind));
  const flow = detail["flow"] === "none" ? `nothing to do (${detail["phase"]})` : detail["flow"];
  const parts = [`${flow} for ${detail["situation"]}: ${detail["reason"]}`, operations.join(", "), ...leftOpen(detail)];
  return parts.filter((part) => part !== "").join("; ");
}

/** What was refused, what is due later, and what waits for somebody. */
function leftOpen(detail: Detail): readonly string[] {
  return [
    ...listIn(detail, "refused").map((code) => `refused ${code}`),
    ...(listIn(detail, "due") as { kind: string; at: string }[]).map(({ kind, at }) => `due ${kind} at ${at}`),
    ...(detail["hold"] === undefined ? [] : [`held ${detail["hold"]}`]),
  ];
}

function contentOf({
  reason: _reason,
  ticket: _ticket,
  execution: _execution,
  account: _account,
  ...content
}: Detail): string {
  const members = Object.entries(content).map(([name, value]) => (name === "id" ? String(value) : `${name} ${value}`));
  return members.map((member) => ` ${member}`).join("");
}

const why = ({ reason, ticket }: Detail): string =>
  (ticket === undefined ? "" : `, ticket ${ticket}`) + (reason === undefined ? "" : `, because: ${reason}`);

const listIn = (detail: Detail, member: string): readonly unknown[] =>
  Array.isArray(detail[member]) ? detail[member] : [];
