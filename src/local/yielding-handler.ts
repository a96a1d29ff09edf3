import type { LambdaHandler } from "../lambda/handler.ts";
import type { LocalClock } from "./clock.ts";

/**
 * The handler, after which open connections get their turn. SQLite answers at once, so a full queue is worked off without
 * ever coming back to the event loop, and a hook that waits for its 204 meanwhile would wait for all of it.
 * https://nodejs.org/en/learn/asynchronous-work/dont-block-the-event-loop
 */
export function yieldingHandler(
  handler: LambdaHandler,
  { letOthersRun }: Pick<LocalClock, "letOthersRun">,
): LambdaHandler {
  return async (event, context) => {
    const answer = await handler(event, context);
    await letOthersRun();
    return answer;
  };
}
