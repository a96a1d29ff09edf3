/**
 * Okta's error answers. Codes and HTTP statuses are those of the public catalogue
 * (https://developer.okta.com/docs/reference/error-codes/); clients may branch on the code only.
 */

/** Every error code that the emulator can answer, with its HTTP status and summary. */
export const ERROR_CODES = {
  E0000001: [400, "Api validation failed: {0}"],
  E0000003: [400, "The request body was not well-formed."],
  E0000004: [401, "Authentication failed"],
  E0000006: [403, "You do not have permission to perform the requested action"],
  E0000007: [404, "Not found: {0}"],
  E0000008: [404, "The requested path was not found"],
  E0000009: [500, "Internal Server Error"],
  E0000011: [401, "Invalid token provided"],
  E0000016: [403, "Activation failed because the user is already active"],
  E0000022: [405, "The endpoint does not support the provided HTTP method"],
  E0000023: [403, "Operation failed because user profile is mastered under another system"],
  E0000031: [400, "Invalid search criteria."],
  E0000032: [403, "Unlock is not allowed for this user."],
  E0000038: [403, "This operation is not allowed in the user's current status."],
  E0000046: [403, "Deactivate application for user forbidden."],
  E0000047: [429, "API call exceeded rate limit due to too many requests."],
  E0000053: [400, "Invalid SCIM filter."],
  E0000056: [403, "Delete application forbidden."],
  E0000062: [409, "The specified user is already assigned to the application."],
  E0000077: [403, "Cannot modify the {0} attribute because it is read-only."],
  E0000090: [409, "The role specified is already assigned to the user."],
  E0000093: [400, "Target count limit exceeded"],
  E0000111: [403, "Cannot modify the {0} object because it is read-only."],
  E0000112: [409, "Cannot update this user because they are still being activated. Please try again in a few minutes."],
  E0000117: [403, "Cannot assign apps or update app profiles for an inactive user."],
  E0000124: [
    400,
    "Could not create user. To create a user and expire their password immediately, a password must be specified",
  ],
  E0000125: [
    400,
    'Could not create user. To create a user and expire their password immediately, "activate" must be true',
  ],
  E0000231: [412, "ETag value doesn't match."],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** A refusal that the HTTP layer turns into Okta's error body. */
export class OktaRefusal extends Error {
  override readonly name = "OktaRefusal";
  readonly code: ErrorCode;
  readonly subject: string;
  readonly causes: readonly string[];
  constructor(code: ErrorCode, subject: string, causes: readonly string[]) {
    super(`${code} ${subject}`);
    this.code = code;
    this.subject = subject;
    this.causes = causes;
  }
}

/** A refusal with an error code, what it is about and its causes. */
export function refusal(code: ErrorCode, subject = "", causes: readonly string[] = []): OktaRefusal {
  return new OktaRefusal(code, subject, causes);
}

/** E0000001 for one field, worded as Okta words it (`login: The field cannot be left blank`). */
export function invalid(field: string, ...causes: readonly string[]): OktaRefusal {
  return refusal("E0000001", field, causes.length > 0 ? causes : [field]);
}

/** E0000007 for a resource that does not exist. */
export function notFound(id: string, type: string): OktaRefusal {
  return refusal("E0000007", `Resource not found: ${id} (${type})`);
}

/** Status and body of a refusal. */
export function errorReply(error: OktaRefusal, errorId: string): { status: number; body: object } {
  const [status, summary] = ERROR_CODES[error.code];
  return {
    status,
    body: {
      errorCode: error.code,
      errorSummary: summary.replace("{0}", error.subject),
      errorLink: error.code,
      errorId,
      errorCauses: error.causes.map((errorSummary) => ({ errorSummary })),
    },
  };
}
