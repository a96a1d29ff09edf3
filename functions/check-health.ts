import { ingressDeps } from "../src/aws/ingress-entry.ts";
import { defineHttp } from "../src/lambda/definition.ts";
import type { IngressDeps } from "../src/lambda/deps.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { keys } from "../src/stores/keys.ts";

/** 200 when the store answers; anything else is our failure. */
export const definition = defineHttp<IngressDeps>({
  name: "check-health",
  routes: [{ method: "GET", path: "/v1/health" }],
  run: async (_request, { store }) => {
    await store.get(keys.sweepCursor());
    return { status: 200, body: { status: "ok" } };
  },
});

export const handler = createHandler(definition, ingressDeps);
