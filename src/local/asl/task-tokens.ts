import { NotFound } from "../../domain/errors.ts";
import type { Json } from "../../domain/json.ts";
import type { Failure } from "./errors.ts";

// Callbacks of tasks that wait for a token. An answer may come before the request that carried the token has returned.
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token

type TokenAnswer = { readonly output: Json } | { readonly failure: Failure };

interface WaitingTask {
  answer(answer: TokenAnswer): void;
  heartbeat(): void;
}

/** One engine's open tokens. */
export interface TaskTokens {
  open(token: string, onHeartbeat: () => void): { readonly answered: Promise<TokenAnswer>; close(): void };
  answer(token: string, answer: TokenAnswer): void;
  heartbeat(token: string): void;
}

/** Keeps the tokens that are waited for. Unknown, used and timed-out tokens are refused with `NotFound`. */
export function createTaskTokens(): TaskTokens {
  const waiting = new Map<string, WaitingTask>();
  const find = (token: string): WaitingTask => {
    const task = waiting.get(token);
    if (task === undefined)
      throw new NotFound("No task waits for this token: it was answered, timed out or never given");
    return task;
  };
  return {
    open(token, onHeartbeat) {
      const { promise, resolve } = Promise.withResolvers<TokenAnswer>();
      waiting.set(token, { answer: resolve, heartbeat: onHeartbeat });
      return { answered: promise, close: () => waiting.delete(token) };
    },
    answer(token, answer) {
      const task = find(token);
      waiting.delete(token);
      task.answer(answer);
    },
    heartbeat: (token) => find(token).heartbeat(),
  };
}
