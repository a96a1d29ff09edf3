/** What Okta sends: members that nobody asked for are dropped, absent and null are the same, the rest must fit. */
import * as z from "zod";
import { parseInstant } from "../../domain/time.ts";

const OktaInstant = z.string().transform((text, context) => {
  const instant = parseInstant(text);
  if (instant !== undefined) return instant;
  context.issues.push({ code: "custom", message: "is no instant", input: undefined });
  return z.NEVER;
});

const id = z.string().min(1);

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/ */
export const OktaUser = z.object({
  id,
  status: z.string(),
  transitioningToStatus: z.string().nullish(),
  created: OktaInstant,
  activated: OktaInstant.nullish(),
  statusChanged: OktaInstant.nullish(),
  lastUpdated: OktaInstant.nullish(),
  profile: z.record(z.string(), z.json()),
  type: z.object({ id: z.string().nullish() }).nullish(),
  credentials: z.object({ provider: z.object({ type: z.string().nullish() }).nullish() }).nullish(),
});
export type OktaUser = z.infer<typeof OktaUser>;

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserType/ */
export const OktaUserType = z.object({
  id,
  name: z.string().nullish(),
  _links: z.object({ schema: z.object({ href: z.url() }) }),
});
export type OktaUserType = z.infer<typeof OktaUserType>;

const Attributes = z.object({ properties: z.record(z.string(), z.unknown()).nullish() }).nullish();
export const OktaUserSchema = z.object({ definitions: z.object({ base: Attributes, custom: Attributes }) });

/** The answer to activate and reactivate; empty when Okta mails the link itself. */
export const OktaActivation = z.object({ activationUrl: z.string().nullish() }).nullish();

export const OktaGroup = z.object({
  id,
  type: z.string().nullish(),
  profile: z.object({ name: z.string().nullish() }).nullish(),
});
export type OktaGroup = z.infer<typeof OktaGroup>;

export const OktaGroupRule = z.object({
  id,
  name: z.string().nullish(),
  status: z.string().nullish(),
  actions: z.object({ assignUserToGroups: z.object({ groupIds: z.array(z.string()).nullish() }).nullish() }).nullish(),
});
export type OktaGroupRule = z.infer<typeof OktaGroupRule>;

export const OktaRole = z.object({ id, type: z.string().nullish(), assignmentType: z.string().nullish() });
export type OktaRole = z.infer<typeof OktaRole>;

export const OktaFactor = z.object({ id, factorType: z.string().nullish(), status: z.string().nullish() });
export type OktaFactor = z.infer<typeof OktaFactor>;

export const OktaAppUser = z.object({ scope: z.string().nullish() });

export const OktaApp = z.object({
  id,
  label: z.string().nullish(),
  _embedded: z.object({ user: OktaAppUser.nullish() }).nullish(),
});
export type OktaApp = z.infer<typeof OktaApp>;

export const OktaLogEvent = z.object({
  eventType: z.string(),
  published: OktaInstant,
  outcome: z.object({ result: z.string().nullish() }).nullish(),
  target: z.array(z.object({ id: z.string().nullish(), type: z.string().nullish() })).nullish(),
});
export type OktaLogEvent = z.infer<typeof OktaLogEvent>;

/** An event of the System Log as the poller reads it: a strange time or a missing member is no reason to drop it. */
export const OktaWatchedEvent = z.object({
  uuid: z.string().min(1),
  eventType: z.string().min(1),
  published: z.string().nullish(),
  actor: z.object({ id: z.string().nullish(), type: z.string().nullish() }).nullish(),
  client: z.object({ id: z.string().nullish() }).nullish().catch(undefined),
  target: z.array(z.object({ id: z.string().nullish(), type: z.string().nullish() })).nullish(),
  transaction: z.object({ detail: z.object({ requestApiTokenId: z.string().nullish() }).nullish() }).nullish(),
});
export type OktaWatchedEvent = z.infer<typeof OktaWatchedEvent>;
