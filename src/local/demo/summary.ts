import { listPeople } from "../../stores/people.ts";
import { listRunsOf } from "../../stores/runs.ts";
import { forTenant } from "../../stores/tenant-store.ts";
import { listTenants } from "../../tenants/tenant-records.ts";
import type { Stage } from "./story.ts";

/** Who is what, and why; then what to try next. */
export async function printSummary({ runtime, baseUrl, print }: Stage): Promise<void> {
  const { store } = runtime.deps;
  print("Who is what, and why:");
  for await (const { config } of listTenants(store)) {
    const tenantStore = forTenant(store, config.id);
    for await (const person of listPeople(tenantStore, config.id)) {
      const runs = await listRunsOf(tenantStore, config.id, person.key);
      const why = person.hold?.reason ?? runs.findLast(({ machine }) => machine !== undefined)?.decision?.reason ?? "";
      print(`  ${(person.label ?? "?").padEnd(16)} ${person.phase.padEnd(9)} ${why}`);
    }
  }
  print(`
Try next (in another terminal):
  open ${baseUrl}/
  npm run -s mastery -- status
  npm run -s mastery -- person list
  npm run -s mastery -- executions list
  npm run -s mastery -- person leave --tenant northwind-okta PERSON --reason "asked to leave" --ticket T-1
  npm run -s mastery -- tenant validate tenants`);
}
