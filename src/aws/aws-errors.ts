/** Failures of AWS's APIs as errors of the family. */
import { AccessDenied, InvalidInput, type MasteryError, StoreUnavailable } from "../domain/errors.ts";

/** What the AWS SDK attaches to the errors that it throws. */
export interface AwsFailure {
  readonly name: string;
  readonly httpStatus?: number;
  readonly requestId?: string;
  /** How often the SDK tried; after more than one, an earlier try may have been carried out. */
  readonly attempts: number;
}

export function failureOf(error: unknown): AwsFailure {
  if (!(error instanceof Error)) return { name: "Unknown", attempts: 1 };
  const metadata = ("$metadata" in error ? error.$metadata : {}) as Partial<Record<string, unknown>>;
  const { httpStatusCode, requestId, attempts } = metadata;
  return {
    name: error.name,
    ...(typeof httpStatusCode === "number" && { httpStatus: httpStatusCode }),
    ...(typeof requestId === "string" && { requestId }),
    attempts: typeof attempts === "number" ? attempts : 1,
  };
}

/** The vendor's message stays in `cause` alone: it may quote what we sent. */
export function masteryErrorOf(error: unknown, provider: "dynamodb" | "sqs" | "kms" | "states"): MasteryError {
  const { name, httpStatus, requestId } = failureOf(error);
  const evidence = {
    provider,
    providerCode: name,
    ...(httpStatus !== undefined && { httpStatus }),
    ...(requestId !== undefined && { requestId }),
  };
  if (name === "ValidationException")
    return new InvalidInput(`${provider} does not accept this request`, evidence, { cause: error });
  if (name === "AccessDeniedException" || name === "AccessDenied")
    return new AccessDenied(`this role may not do that in ${provider}; check its policy and tenant`, evidence, {
      cause: error,
    });
  return new StoreUnavailable(`${provider} did not do what was asked (${name})`, evidence, { cause: error });
}
