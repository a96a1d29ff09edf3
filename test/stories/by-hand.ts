import type { World } from "./world.ts";

/** What an administrator does in Okta with their own hands. @throws Error when Okta refuses. */
export async function byHand({ org, clock }: World, method: string, path: string, body?: object): Promise<void> {
  const headers = { authorization: `SSWS ${org.apiToken}`, "content-type": "application/json" };
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await clock.track(() => fetch(`${org.url}/api/v1${path}`, { method, headers, ...content }));
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
}
