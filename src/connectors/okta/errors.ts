/**
 * Okta's refusals in the words of our error family. Okta promises only `errorCode`; its texts may change.
 * https://developer.okta.com/docs/reference/error-codes/
 */
import * as z from "zod";
import {
  AccessDenied,
  AuthorityRefused,
  Conflict,
  type ErrorEvidence,
  InvalidInput,
  MasteryError,
  NotFound,
  ProviderUnavailable,
  RateLimited,
  StateChanged,
} from "../../domain/errors.ts";
import { type Instant, instantOf } from "../../domain/time.ts";
import type { RequestBudget } from "../../ports/directory.ts";
import type { OktaAnswer } from "./transport.ts";

type Family = new (message: string, evidence: ErrorEvidence) => MasteryError;

const FAMILY_BY_CODE: Readonly<Record<string, Family>> = {
  E0000007: NotFound,
  E0000009: ProviderUnavailable,
  E0000016: StateChanged,
  E0000023: AuthorityRefused,
  E0000032: StateChanged,
  E0000038: StateChanged,
  E0000047: RateLimited,
  E0000075: AuthorityRefused,
  E0000076: AuthorityRefused,
  E0000077: AuthorityRefused,
  E0000111: AuthorityRefused,
  E0000112: Conflict,
  E0000117: StateChanged,
};

const ADVICE = new Map<Family, string>([
  [AccessDenied, "check the credentials, the granted scopes and the admin role"],
  [AuthorityRefused, "another system sources this; change it there"],
  [Conflict, "somebody else changed it at the same time; look again"],
  [InvalidInput, "the request does not fit what the org accepts"],
  [NotFound, "it does not exist"],
  [ProviderUnavailable, "it may or may not have done it; repeat"],
  [StateChanged, "its present state does not allow that; decide afresh"],
]);

const ErrorBody = z.object({
  errorCode: z.string(),
  // Okta sometimes sends an object here; https://github.com/okta/okta-management-openapi-spec
  errorCauses: z
    .array(z.object({ errorSummary: z.string().nullish() }))
    .catch([])
    .default([]),
});

/** The error for an answer that is not a 2xx. `now` is the time on our clock, `sent` the request's own JSON. */
export function refusalOf(answer: OktaAnswer, purpose: string, now: Instant, sent = ""): MasteryError {
  const body = ErrorBody.safeParse(jsonOf(answer.text)).data;
  const evidence: ErrorEvidence = {
    provider: "okta",
    httpStatus: answer.status,
    ...(body ? { providerCode: body.errorCode } : {}),
    ...requestIdOf(answer),
    ...fieldsOf(body, sent),
  };
  const family = familyOf(answer.status, body?.errorCode);
  const said = [answer.status, body?.errorCode].filter(Boolean).join(" ");
  if (family === RateLimited) {
    const retryAt = retryAtOf(answer, now);
    return new RateLimited(`Okta's rate limit is used up until ${retryAt}: ${purpose}`, { ...evidence, retryAt });
  }
  return new family(`Okta refused to ${purpose}: ${ADVICE.get(family)} (${said})`, evidence);
}

/** The error for a request without an answer. The cause's text is left out: it holds the address, so maybe a login. */
export function unreachedBy(code: string, purpose: string): ProviderUnavailable {
  const message = `Okta gave no answer to the request to ${purpose} (${code}); it may or may not have done it`;
  return new ProviderUnavailable(message, { provider: "okta", networkError: code });
}

/** The error for a token request that Okta's OAuth endpoint refused, in OAuth's error shape or in Okta's. */
export function tokenRefusalOf(answer: OktaAnswer, now: Instant): MasteryError {
  const said = z.object({ error: z.string(), error_description: z.string().nullish() }).safeParse(jsonOf(answer.text));
  if (!said.success || answer.status === 429 || answer.status >= 500)
    return refusalOf(answer, "issue an access token", now);
  const { error, error_description: why } = said.data;
  const message = `Okta refused to issue an access token: ${error}${why ? `, ${why.slice(0, 200)}` : ""}`;
  const evidence = { provider: "okta", providerCode: error, httpStatus: answer.status, ...requestIdOf(answer) };
  return new AccessDenied(message, evidence);
}

/** True when Okta said one of these codes. */
export function saidBy(error: unknown, codes: readonly string[]): boolean {
  return error instanceof MasteryError && codes.includes(error.evidence.providerCode ?? "");
}

/** The parsed text, undefined when it is empty or no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Okta's id of the request, which its support asks for. */
export function requestIdOf(answer: OktaAnswer): { requestId?: string } {
  const requestId = answer.header("x-okta-request-id");
  return requestId === undefined ? {} : { requestId };
}

/** What is left of the rate limit that the request counted against, if Okta says so. */
export function budgetOf(answer: OktaAnswer, now: Instant): { budget?: RequestBudget } {
  const limit = Number(answer.header("x-rate-limit-limit") ?? Number.NaN);
  const remaining = Number(answer.header("x-rate-limit-remaining") ?? Number.NaN);
  if (Number.isNaN(limit) || Number.isNaN(remaining)) return {};
  return { budget: { limit, remaining, resetAt: retryAtOf(answer, now) } };
}

function familyOf(status: number, code: string | undefined): Family {
  if (status === 429) return RateLimited;
  // Gateways and proxies answer without Okta's JSON; nothing they say is about the object.
  if (code === undefined || status >= 500) return ProviderUnavailable;
  const known = FAMILY_BY_CODE[code];
  if (known !== undefined) return known;
  if (status === 401 || status === 403) return AccessDenied;
  return status === 409 || status === 412 ? Conflict : InvalidInput;
}

/**
 * What every Okta account must have, so that it can be named as missing.
 * https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/
 */
const REQUIRED_ATTRIBUTES = ["login", "email", "firstName", "lastName"];

/**
 * Names of the fields that Okta complains about ("login: An object with …"), if they were sent or are always required:
 * a first word of another kind may be somebody's name. What Okta says of a field stays out.
 */
function fieldsOf(body: z.infer<typeof ErrorBody> | undefined, sent: string): { fields?: string } {
  const words = (body?.errorCauses ?? []).flatMap(
    ({ errorSummary }) => /^(\w{1,60}):/.exec(errorSummary ?? "")?.[1] ?? [],
  );
  const names = words.filter((word) => REQUIRED_ATTRIBUTES.includes(word) || sent.includes(`"${word}":`));
  return names.length === 0 ? {} : { fields: [...new Set(names)].join(",") };
}

const WINDOW_MS = 60_000;

/** Both headers are Okta's clock, so that their difference holds on ours. Limits are counted per minute. */
function retryAtOf(answer: OktaAnswer, now: Instant): Instant {
  const reset = Number.parseInt(answer.header("x-rate-limit-reset") ?? "", 10) * 1000;
  const wait = reset - Date.parse(answer.header("date") ?? "");
  return instantOf(Date.parse(now) + (Number.isNaN(wait) ? WINDOW_MS : Math.max(wait, 1000)));
}
