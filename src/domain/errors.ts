/**
 * The closed family of errors. Their `name`s are an API: `Retry` and `Catch` in `statemachines/*.asl.json` match them,
 * and so do dashboards. Names are literals because bundlers rename classes. Messages say what to do and hold no
 * personal data, since Step Functions keeps them as the execution's cause for 90 days.
 */
export const ERROR_NAMES = [
  "RateLimited",
  "ProviderUnavailable",
  "AuthorityRefused",
  "AccessDenied",
  "NotFound",
  "Conflict",
  "StateChanged",
  "VerificationFailed",
  "Superseded",
  "StoreUnavailable",
  "InvalidInput",
] as const;
export type ErrorName = (typeof ERROR_NAMES)[number];

/** Names that a Task may retry: the same call may succeed later without anybody doing anything. */
export const RETRYABLE: Readonly<Record<ErrorName, boolean>> = {
  RateLimited: false, // caught, and waited for until the time that the provider named
  ProviderUnavailable: true,
  AuthorityRefused: false,
  AccessDenied: false,
  NotFound: false,
  Conflict: true,
  StateChanged: false, // decide afresh
  VerificationFailed: true, // a read may lag behind the write
  Superseded: false,
  StoreUnavailable: true,
  InvalidInput: false,
};

/** Evidence that an operator can hand to the provider's support. No personal data. */
export interface ErrorEvidence {
  readonly provider?: string | undefined;
  readonly providerCode?: string | undefined;
  readonly httpStatus?: number | undefined;
  readonly requestId?: string | undefined;
  /** Instant (ISO 8601, UTC) before which the provider will refuse again. */
  readonly retryAt?: string | undefined;
  readonly [detail: string]: string | number | boolean | undefined;
}

/** Base of the family; throw only the classes below. */
export abstract class MasteryError extends Error {
  abstract override readonly name: ErrorName;
  readonly evidence: ErrorEvidence;

  constructor(message: string, evidence: ErrorEvidence = {}, options?: ErrorOptions) {
    super(message, options);
    this.evidence = evidence;
  }
}

/** The provider's rate limit is used up until `evidence.retryAt`. */
export class RateLimited extends MasteryError {
  override readonly name = "RateLimited";
}
/** Time-out, connection failure or 5xx: the provider may or may not have done it. */
export class ProviderUnavailable extends MasteryError {
  override readonly name = "ProviderUnavailable";
}
/** The target says that another system is the authority for this attribute or step. */
export class AuthorityRefused extends MasteryError {
  override readonly name = "AuthorityRefused";
}
/** Credentials, scope or admin role are missing or were revoked. */
export class AccessDenied extends MasteryError {
  override readonly name = "AccessDenied";
}
/** The object does not exist in the target. */
export class NotFound extends MasteryError {
  override readonly name = "NotFound";
}
/** Somebody else changed the object at the same time; look again. */
export class Conflict extends MasteryError {
  override readonly name = "Conflict";
}
/** The object is not in a state that allows the operation; decide afresh. */
export class StateChanged extends MasteryError {
  override readonly name = "StateChanged";
}
/** The post-condition could not be read back from the target. */
export class VerificationFailed extends MasteryError {
  override readonly name = "VerificationFailed";
}
/** Another execution holds the person's lease now; this one must not write any more. */
export class Superseded extends MasteryError {
  override readonly name = "Superseded";
}
/** Our own store did not answer or stayed contended. */
export class StoreUnavailable extends MasteryError {
  override readonly name = "StoreUnavailable";
}
/** What was given to us does not parse; the message says where and what was expected. */
export class InvalidInput extends MasteryError {
  override readonly name = "InvalidInput";
}
