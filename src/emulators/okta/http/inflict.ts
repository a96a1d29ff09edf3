/** Makes a request run into a fault. */
import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type ErrorCode, errorReply, refusal } from "../errors.ts";
import type { Fault } from "./faults.ts";

/** The answer to a request under a fault; `work` does what the request asks for. */
export async function inflict(
  fault: Fault,
  work: () => Promise<Response>,
  { env, now }: { readonly env: HttpBindings; readonly now: number },
): Promise<Response> {
  if (fault.kind === "delay") {
    await sleep(fault.delayMs ?? 0);
    return work();
  }
  if (fault.kind === "status") return failWith(fault.status ?? 500, now);
  if (fault.kind === "no-effect")
    return new Response(null, { status: 204, headers: { "x-okta-request-id": "reqfault" } });
  if (fault.kind === "hang") {
    await new Promise((resolve) => env.outgoing.once("close", resolve));
    return RESPONSE_ALREADY_SENT;
  }
  if (fault.kind === "lost-answer") await work();
  env.outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}

/** Gateways answer the others without Okta's JSON. */
const CODES: Partial<Record<NonNullable<Fault["status"]>, ErrorCode>> = {
  401: "E0000011",
  403: "E0000006",
  500: "E0000009",
};

function failWith(status: NonNullable<Fault["status"]>, now: number): Response {
  const headers = { "x-okta-request-id": "reqfault", date: new Date(now).toUTCString() };
  if (status === 429) {
    const limits = {
      "x-rate-limit-limit": "0",
      "x-rate-limit-remaining": "0",
      "x-rate-limit-reset": String(Math.ceil(now / 1000) + 1),
    };
    return Response.json(errorReply(refusal("E0000047"), "oaefault").body, {
      status,
      headers: { ...headers, ...limits },
    });
  }
  const code = CODES[status];
  if (code !== undefined) return Response.json(errorReply(refusal(code), "oaefault").body, { status, headers });
  // Gateways answer 502, 503 and 504 without Okta's JSON.
  const html = { ...headers, "content-type": "text/html" };
  return new Response("<html><body>Service Unavailable</body></html>", { status, headers: html });
}
