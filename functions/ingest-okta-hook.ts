import * as z from "zod";
import { ingressDeps } from "../src/aws/ingress-entry.ts";
import { defineHttp, type HttpRequest, type HttpResponse } from "../src/lambda/definition.ts";
import type { IngressDeps } from "../src/lambda/deps.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { hintOf, OktaEnvelope } from "../src/lambda/okta-envelope.ts";
import { type HookRecord, mayComeFrom, readHook, secretMatches } from "../src/stores/hooks.ts";

/** Okta sends about 2.4 KB an event. */
const MAX_BODY_BYTES = 1024 * 1024;
/** A burst of changes becomes one look; what cuts access does not wait. */
const SETTLE_SECONDS = 5;
const MAX_REFUSAL_CHARACTERS = 2000;

/**
 * Okta's event hook: verifies, stores the hints durably, and answers within Okta's 3 s. 204 only after the durable
 * write; 4xx is final for Okta; our own failure is a 5xx, which Okta repeats once.
 */
export const definition = defineHttp<IngressDeps>({
  name: "ingest-okta-hook",
  routes: [
    { method: "POST", path: "/v1/hooks/okta/{hookId}" },
    { method: "GET", path: "/v1/hooks/okta/{hookId}" },
  ],
  run: async (request, deps) => {
    if (request.method === "GET") return answerChallenge(request);
    if (request.body.byteLength > MAX_BODY_BYTES) return refusal(413, "the body is larger than 1 MB");
    const hook = await readHook(deps.store, request.pathParameters["hookId"] ?? "");
    const secret = secretMatches(hook, request.headers["authorization"] ?? "", deps.clock.now());
    if (secret === undefined || !hook) return refusal(401, "the hook or its secret is wrong");
    if (!/^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? ""))
      return refusal(415, "the content type must be application/json");
    return takeIn(request.body, { hook, secret }, deps);
  },
});

/** The one GET that Okta ever sends: https://developer.okta.com/docs/concepts/event-hooks/#one-time-verification-request */
function answerChallenge(request: HttpRequest): HttpResponse {
  const challenge = request.headers["x-okta-verification-challenge"];
  if (challenge === undefined || challenge === "")
    return refusal(400, "a GET must carry the header x-okta-verification-challenge");
  return { status: 200, body: { verification: challenge } };
}

interface Sender {
  readonly hook: HookRecord;
  readonly secret: "current" | "previous";
}

async function takeIn(body: Uint8Array, { hook, secret }: Sender, deps: IngressDeps): Promise<HttpResponse> {
  const json = parseJson(body);
  if (json === undefined) return refusal(400, "the body is not JSON");
  const envelope = OktaEnvelope.safeParse(json);
  if (!envelope.success)
    return refusal(400, `not an Okta event hook: ${z.prettifyError(envelope.error)}`.slice(0, MAX_REFUSAL_CHARACTERS));
  const { tenantId, hookId } = hook;
  const { source, data } = envelope.data;
  if (!mayComeFrom(hook, source)) {
    deps.log.warn("hook delivery of another org refused", { tenantId, events: data.events.length });
    return refusal(
      403,
      "the envelope's source is not the Okta org of this hook; `mastery hook register` settles which is",
    );
  }
  const ownActors = [...hook.ownActors, ...(hook.learnedActors ?? [])];
  const receivedAt = deps.clock.now();
  const origin = { tenantId, ownActors, receivedAt, source: "okta-hook" as const, hook: { id: hookId, secret } };
  const hints = data.events.map((event) => hintOf(event, origin));
  if (hints.length > 0)
    await deps.intake.send(
      hints.map((hint) => ({ body: hint, group: tenantId, delaySeconds: hint.priority === 0 ? 0 : SETTLE_SECONDS })),
    );
  deps.log.info("hook delivery stored", { tenantId, events: hints.length });
  return { status: 204 };
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

const refusal = (status: number, error: string): HttpResponse => ({ status, body: { error } });

export const handler = createHandler(definition, ingressDeps);
