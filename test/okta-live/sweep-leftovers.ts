/** Before and after a run: what it, or one that was cut short, has left in the org. */
import * as z from "zod";
import { createOktaDirectory } from "../../src/connectors/okta/index.ts";
import { query } from "../../src/connectors/okta/path.ts";
import { adminSend, liveConfig, MARK, namesOrg, readSecret } from "./live-config.ts";

const Named = z.object({
  id: z.string(),
  name: z.string().nullish(),
  label: z.string().nullish(),
  status: z.string().nullish(),
});
const Group = z.object({ id: z.string(), profile: z.object({ name: z.string().nullish() }) });

type Kind = readonly [path: string, ofMark: string, schema: z.ZodType<Leftover>];
type Leftover = { readonly id: string; readonly called: string; readonly active: boolean };

const named = Named.transform(
  ({ id, name, label, status }): Leftover => ({ id, called: label ?? name ?? "", active: status === "ACTIVE" }),
);
const group = Group.transform(({ id, profile }): Leftover => ({ id, called: profile.name ?? "", active: false }));

const KINDS: readonly Kind[] = [
  ["/api/v1/groups/rules", query({ limit: 200 }), named],
  ["/api/v1/apps", query({ q: MARK, limit: 200 }), named],
  ["/api/v1/eventHooks", "", named],
  ["/api/v1/groups", query({ q: MARK, limit: 1000 }), group],
];

/** Only what bears our mark is touched. */
async function sweep(): Promise<void> {
  const send = adminSend();
  const call = (method: "POST" | "DELETE", path: string) => send({ method, path, purpose: "sweep up after a test" });
  for (const [path, ofMark, schema] of KINDS) {
    const { body } = await send({ method: "GET", path: path + ofMark, purpose: "look for what tests have left" });
    const ours = z
      .array(schema)
      .parse(body)
      .filter(({ called }) => called.startsWith(MARK));
    for (const { id, active } of ours) {
      if (active) await call("POST", `${path}/${id}/lifecycle/deactivate`);
      await call("DELETE", `${path}/${id}`);
    }
  }
  for await (const { id, status, profile } of createOktaDirectory(liveConfig(), { readSecret }).listAccounts()) {
    const login = String(profile["login"] ?? "");
    if (!login.slice(login.indexOf("@") + 1).startsWith(MARK)) continue;
    // The first call deactivates, the second deletes.
    if (status !== "DEPROVISIONED") await call("DELETE", `/api/v1/users/${id}`);
    await call("DELETE", `/api/v1/users/${id}`);
  }
}

/** Nothing to sweep where no org is named: then the tests are only counted. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (!namesOrg()) return undefined;
  await sweep();
  return sweep;
}
