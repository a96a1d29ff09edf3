/** The control surface over HTTP, below `/_emulator` of an org; Okta has nothing at these paths. */
import { Hono } from "hono";
import { z } from "zod";
import { OktaRefusal } from "../errors.ts";
import { profileBody } from "../http/route.ts";
import type { OrgControl } from "./org-control.ts";

type Env = { Bindings: { readonly control: OrgControl; readonly advance: (milliseconds: number) => void } };

const userSeed = z.object({
  profile: profileBody,
  status: z
    .enum([
      "STAGED",
      "PROVISIONED",
      "ACTIVE",
      "RECOVERY",
      "PASSWORD_EXPIRED",
      "LOCKED_OUT",
      "SUSPENDED",
      "DEPROVISIONED",
    ])
    .optional(),
  password: z.string().optional(),
  groupIds: z.array(z.string()).optional(),
});
const groupSeed = z.object({
  name: z.string(),
  description: z.string().optional(),
  type: z.enum(["OKTA_GROUP", "APP_GROUP", "BUILT_IN"]).optional(),
  memberIds: z.array(z.string()).optional(),
});
const fault = z.object({
  method: z.string().optional(),
  path: z.string(),
  times: z.number().optional(),
  skip: z.number().optional(),
  kind: z.enum(["status", "reset", "hang", "lost-answer", "no-effect", "delay"]),
  status: z.literal([401, 403, 429, 500, 502, 503, 504]).optional(),
  delayMs: z.number().optional(),
});
const person = z.object({ externalId: z.string(), profile: profileBody, active: z.boolean().optional() });
const settings = z.partialRecord(
  z.enum([
    "transitionMs",
    "searchLagMs",
    "logLagMs",
    "oldestLogCursor",
    "importReactivates",
    "endSessionsOnBlock",
    "rulesSkipPending",
    "editDeactivatedUsers",
    "lockoutAttempts",
    "hookTimeoutMs",
    "rateLimits",
  ]),
  z.unknown(),
);
const traffic = z.object({
  hold: z.literal(true).optional(),
  release: z.enum(["in-order", "reversed"]).optional(),
  duplicateNext: z.number().optional(),
  loseNext: z.number().optional(),
  delayMs: z.number().optional(),
});

/** The control endpoints; the binding says which org is meant. */
export function createControlApi(): Hono<Env> {
  const app = new Hono<Env>().basePath("/_emulator");
  app.get("/emails", ({ env, json }) => json(env.control.emails()));
  app.get("/sessions", ({ env, json, req }) => json(env.control.sessions(req.query("userId") ?? "")));
  app.get("/snapshot", ({ env, body }) => body(env.control.snapshot(), 200, { "content-type": "application/json" }));
  app.put("/snapshot", async ({ env, body, req }) => {
    env.control.restore(await req.text());
    return body(null, 204);
  });
  app.post("/users", async ({ env, json, req }) => json(env.control.seedUser(userSeed.parse(await req.json()))));
  app.post("/groups", async ({ env, json, req }) => json(env.control.seedGroup(groupSeed.parse(await req.json()))));
  app.post("/faults", async ({ env, body, req }) => {
    env.control.faults.add(fault.parse(await req.json()));
    return body(null, 204);
  });
  app.delete("/faults", ({ env, body }) => {
    env.control.faults.clear();
    return body(null, 204);
  });
  app.post("/settings", async ({ env, body, req }) => {
    env.control.configure(settings.parse(await req.json()) as Parameters<OrgControl["configure"]>[0]);
    return body(null, 204);
  });
  app.post("/reset", ({ env, body }) => {
    env.control.reset();
    return body(null, 204);
  });
  app.post("/advance", async ({ env, body, req }) => {
    env.advance(z.object({ milliseconds: z.number().positive() }).parse(await req.json()).milliseconds);
    return body(null, 204);
  });
  addHookTraffic(app);
  addDirectories(app);
  app.onError((error, { json }) => {
    const isBadRequest = error instanceof z.ZodError || error instanceof SyntaxError || error instanceof OktaRefusal;
    return json({ error: error.message }, isBadRequest ? 400 : 500);
  });
  return app;
}

function addHookTraffic(app: Hono<Env>): void {
  app.post("/hooks", async ({ env, body, req }) => {
    const order = traffic.parse(await req.json());
    const { hooks } = env.control;
    if (order.duplicateNext !== undefined) hooks.duplicateNext(order.duplicateNext);
    if (order.loseNext !== undefined) hooks.loseNext(order.loseNext);
    if (order.delayMs !== undefined) hooks.delay(order.delayMs);
    if (order.hold === true) hooks.hold();
    if (order.release !== undefined) hooks.release({ reversed: order.release === "reversed" });
    return body(null, 204);
  });
}

function addDirectories(app: Hono<Env>): void {
  app.post("/directories", async ({ env, json, req }) => {
    const shape = z.object({ label: z.string(), pushDeactivation: z.boolean().optional() });
    return json(env.control.seedDirectory(shape.parse(await req.json())));
  });
  app.post("/directories/:appId/people", async ({ env, body, req }) => {
    env.control.putSourcePerson(req.param("appId"), person.parse(await req.json()));
    return body(null, 204);
  });
  app.delete("/directories/:appId/people/:externalId", ({ env, body, req }) => {
    env.control.removeSourcePerson(req.param("appId"), req.param("externalId"));
    return body(null, 204);
  });
  app.post("/directories/:appId/import", ({ env, json, req }) =>
    json(env.control.importRun(req.param("appId"), req.query("mode") === "full" ? "full" : "incremental")),
  );
}
