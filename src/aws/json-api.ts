/**
 * DynamoDB and SQS by their JSON protocols and fetch: for the hook's ingress alone, whose bundle their SDK clients would
 * triple, and with it the cold start within Okta's 3 s. ADR 0020.
 */
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import type { Clock } from "../ports/clock.ts";
import { type ProcessEnvironment, parseEnvironment } from "./environment.ts";
import { signPost } from "./sign-v4.ts";

const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 50;
/** Okta waits for 3 s in all. */
const ATTEMPT_MS = 1000;

/** What Lambda puts into every function's environment. */
const AwsEnvironment = z.object({
  AWS_REGION: z.string().min(1),
  AWS_ACCESS_KEY_ID: z.string().min(1),
  AWS_SECRET_ACCESS_KEY: z.string().min(1),
  AWS_SESSION_TOKEN: z.string().optional(),
  AWS_ENDPOINT_URL: z.url().optional(),
  AWS_ENDPOINT_URL_DYNAMODB: z.url().optional(),
  AWS_ENDPOINT_URL_SQS: z.url().optional(),
});

const SERVICES = {
  dynamodb: { prefix: "DynamoDB_20120810", endpoint: "AWS_ENDPOINT_URL_DYNAMODB" },
  sqs: { prefix: "AmazonSQS", endpoint: "AWS_ENDPOINT_URL_SQS" },
} as const;

/** Calls one action of a service. Failures look like the SDK's, so that one place reads both. */
export type JsonApi = (action: string, input: object) => Promise<unknown>;

export function createJsonApi(
  service: keyof typeof SERVICES,
  env: ProcessEnvironment,
  clock: Pick<Clock, "now">,
): JsonApi {
  const parsed = parseEnvironment(AwsEnvironment, env);
  const { prefix, endpoint } = SERVICES[service];
  const region = parsed.AWS_REGION;
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const url = new URL(parsed[endpoint] ?? parsed.AWS_ENDPOINT_URL ?? `https://${service}.${region}.${domain}/`);
  const credentials = {
    accessKeyId: parsed.AWS_ACCESS_KEY_ID,
    secretAccessKey: parsed.AWS_SECRET_ACCESS_KEY,
    ...(parsed.AWS_SESSION_TOKEN ? { sessionToken: parsed.AWS_SESSION_TOKEN } : {}),
  };
  return async (action, input) => {
    const body = JSON.stringify(input);
    const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": `${prefix}.${action}` };
    for (let attempts = 1; ; attempts += 1) {
      // Signed anew each time: a signature holds its time.
      const signed = signPost({ url, headers, body, service, region, credentials, now: clock.now() });
      const answer = await post(url, signed, body);
      if (answer.ok) return answer.content;
      if (attempts === ATTEMPTS || !answer.mayPass) throw failed(answer, attempts);
      await sleep(FIRST_PAUSE_MS * 2 ** (attempts - 1) * (0.5 + Math.random() / 2));
    }
  };
}

interface Refusal {
  readonly ok: false;
  readonly name: string;
  /** A repetition may be answered otherwise. */
  readonly mayPass: boolean;
  readonly httpStatusCode?: number;
  readonly requestId?: string;
  readonly cause?: unknown;
}

const Problem = z.object({ __type: z.string() });

async function post(url: URL, headers: Record<string, string>, body: string) {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(ATTEMPT_MS) });
    text = await response.text();
  } catch (cause) {
    return { ok: false, name: "NetworkingError", mayPass: true, cause } satisfies Refusal;
  }
  const content = parseJson(text);
  if (response.ok && content !== undefined) return { ok: true as const, content };
  // "com.amazonaws.dynamodb.v20120810#ValidationException"
  const name = Problem.safeParse(content).data?.__type.split("#").at(-1) ?? "UnknownError";
  const requestId = response.headers.get("x-amzn-requestid");
  return {
    ok: false,
    name,
    mayPass:
      response.ok ||
      response.status >= 500 ||
      /Throttl|ThroughputExceeded|RequestLimitExceeded|TooManyRequests/.test(name),
    httpStatusCode: response.status,
    ...(requestId === null ? {} : { requestId }),
  } satisfies Refusal;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Named and described as `failureOf` reads the SDK's errors. */
function failed({ name, httpStatusCode, requestId, cause }: Refusal, attempts: number): Error {
  const error = new Error(`the service did not do what was asked (${name})`, { cause });
  return Object.assign(error, { name, $metadata: { httpStatusCode, requestId, attempts } });
}
