import * as z from "zod";
import type { InputOf, OperationName, Outputs } from "../api/contract.ts";

/** The file that a running process leaves in its data folder. Its token is sent to this machine only. */
export const OperatorEndpoint = z.object({
  url: z.string().regex(/^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d+$/),
  token: z.string().min(1),
});
export type OperatorEndpoint = z.infer<typeof OperatorEndpoint>;

/** A process that is gone refuses at once; one that is busy may take its time. */
const HEALTH_TIMEOUT_MS = 10_000;
const Answer = z.union([
  z.object({ ok: z.literal(true), output: z.unknown() }),
  z.object({ ok: z.literal(false), error: z.object({ name: z.string(), message: z.string() }) }),
]);

/** An operation failed in the process that runs on the data folder; the name is the one that it has there. */
export class OperationFailed extends Error {
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** True when something on that address says that it is well. A process that was killed leaves its file behind. */
export async function isAlive({ url }: OperatorEndpoint): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(HEALTH_TIMEOUT_MS);
    const answer = await fetch(`${url}/v1/health`, { signal, redirect: "error" });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

/** @throws OperationFailed with what the running process answered. */
export async function callOverHttp<Name extends OperationName>(
  endpoint: OperatorEndpoint,
  operation: Name,
  input: InputOf<Name>,
): Promise<Outputs[Name]> {
  const { status, text } = await post(endpoint, { operation, input });
  const answer = Answer.safeParse(parseJson(text));
  if (!answer.success) throw refused(endpoint, status);
  if (!answer.data.ok) throw new OperationFailed(answer.data.error.name, answer.data.error.message);
  // Sound: the process runs the same operations under the same contract.
  return answer.data.output as Outputs[Name];
}

async function post({ url, token }: OperatorEndpoint, body: object): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(`${url}/v1/operator`, {
      method: "POST",
      redirect: "error",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  } catch {
    throw new OperationFailed("ProcessEnded", `the process at ${url} ended before it answered; try again`);
  }
}

function refused({ url }: OperatorEndpoint, status: number): OperationFailed {
  const what =
    status === 401
      ? "does not know this folder's token: another process has its port; start yours again"
      : `answered ${status}; see what it printed`;
  return new OperationFailed("OperatorRefused", `the process at ${url} ${what}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
