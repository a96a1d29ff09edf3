/** The two requests that Okta sends to an event hook: one GET to verify it, POSTs to deliver. */
import type { EventHook } from "./event-hook.ts";

/** How a request ended; `unreachable` covers time-outs and connection errors. */
export type HookAnswer = number | "unreachable";

function headersOf(hook: EventHook): Headers {
  const { headers, authScheme } = hook.channel.config;
  const all = new Headers({ accept: "application/json", "user-agent": "Okta-Integrations" });
  for (const { key, value } of headers) all.set(key, value);
  if (authScheme?.value !== undefined) all.set(authScheme.key, authScheme.value);
  return all;
}

/** One POST; redirects are not followed. */
export async function post(hook: EventHook, body: string, timeoutMs: number): Promise<HookAnswer> {
  const headers = headersOf(hook);
  headers.set("content-type", "application/json");
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const init = { method: "POST", headers, body, signal, redirect: "manual" } as const;
    const response = await fetch(hook.channel.config.uri, init);
    await response.body?.cancel();
    return response.status;
  } catch {
    return "unreachable";
  }
}

/** One GET with a challenge; true when the answer repeats it. */
export async function verify(hook: EventHook, challenge: string, timeoutMs: number): Promise<boolean> {
  const headers = headersOf(hook);
  headers.set("x-okta-verification-challenge", challenge);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(hook.channel.config.uri, { headers, signal, redirect: "manual" });
    const body: unknown = await response.json();
    if (response.status !== 200 || typeof body !== "object" || body === null) return false;
    return "verification" in body && body.verification === challenge;
  } catch {
    return false;
  }
}
