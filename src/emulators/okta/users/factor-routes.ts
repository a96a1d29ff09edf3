/** /api/v1/users/{userId}/factors. */
import { z } from "zod";
import { bodyAs, type Call, flag, NO_CONTENT, ok, profileBody, type Reply, type Route } from "../http/route.ts";
import type { FactorRecord } from "./factor.ts";
import { activateFactor, enrolFactor, factorOf, factorsOf, unenrolFactor } from "./factor-store.ts";
import { type UserRecord, userOf } from "./user.ts";

const factorBody = z.object({
  factorType: z.enum(["call", "email", "push", "question", "sms", "token", "token:software:totp", "webauthn"]),
  provider: z.enum(["CUSTOM", "DUO", "FIDO", "GOOGLE", "OKTA", "RSA", "SYMANTEC", "YUBICO"]),
  profile: profileBody.optional(),
});

function render(call: Call, factor: FactorRecord): object {
  const href = `${call.org.url}/api/v1/users/${factor.userId}/factors/${factor.id}`;
  const { userId: _, ...body } = factor;
  return { ...body, _links: { self: { href } } };
}

const userInPath = (call: Call): UserRecord => userOf(call.org, call.path("userId"));

function inPath(call: Call): { user: UserRecord; factor: FactorRecord } {
  const user = userInPath(call);
  return { user, factor: factorOf(call.org, user.id, call.path("factorId")) };
}

function enrol(call: Call): Reply {
  const activate = flag(call, "activate", false);
  return ok(render(call, enrolFactor(call.caller, userInPath(call), { ...bodyAs(call, factorBody), activate })));
}

function activate(call: Call): Reply {
  const { user, factor } = inPath(call);
  activateFactor(call.caller, user, factor);
  return ok(render(call, factor));
}

function unenrol(call: Call): Reply {
  const { user, factor } = inPath(call);
  unenrolFactor(call.caller, user, factor);
  return NO_CONTENT;
}

function list(call: Call): Reply {
  return ok(factorsOf(call.org, userInPath(call).id).map((factor) => render(call, factor)));
}

const manage = "okta.users.manage";
const read = "okta.users.read";
const all = "/api/v1/users/{userId}/factors";
const one = `${all}/{factorId}`;

export const factorRoutes: readonly Route[] = [
  { method: "GET", path: all, scope: read, handle: list },
  { method: "POST", path: all, scope: manage, handle: enrol },
  { method: "GET", path: one, scope: read, handle: (call) => ok(render(call, inPath(call).factor)) },
  { method: "DELETE", path: one, scope: manage, handle: unenrol },
  { method: "POST", path: `${one}/lifecycle/activate`, scope: manage, handle: activate },
];
