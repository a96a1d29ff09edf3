/** A tenant's file for the command line. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const HOOK_ID = "acme.0123456789abcdef0123456789abcdef";

/** Writes the file of the tenant acme and gives its path. */
export function writeTenant(dir: string, orgUrl = "https://acme.okta.com", more: object = {}): string {
  const hook = { id: HOOK_ID, secret: { secret: "okta-hook" } };
  const okta = { orgUrl, auth: { type: "token", token: { secret: "okta-token" } }, hook };
  const policy = { timeZone: "Europe/Amsterdam" };
  const path = join(dir, "acme.json");
  writeFileSync(
    path,
    JSON.stringify({ schemaVersion: 1, id: "acme", name: "Acme Ltd", mode: "okta", okta, policy, ...more }),
  );
  return path;
}
