import type { DeadLetters } from "../ports/dead-letters.ts";
import type { SqliteQueue } from "./sqlite-queue.ts";

/** The dead letters of the local queues. */
export function createLocalDeadLetters(queues: Readonly<Record<string, SqliteQueue>>): DeadLetters {
  const list: DeadLetters["list"] = async (limit) => {
    const found = await Promise.all(
      Object.entries(queues).map(async ([queue, { deadLetters }]) =>
        (await deadLetters()).map(({ id, body, receiveCount, diedAt }) => ({
          ...{ queue, id, body },
          ...{ receives: receiveCount, at: diedAt },
        })),
      ),
    );
    return found
      .flat()
      .sort((a, b) => a.at.localeCompare(b.at))
      .slice(0, limit);
  };
  return {
    list,
    count: async () => (await list(Number.POSITIVE_INFINITY)).length,
    redrive: async (id) => {
      for (const { redrive } of Object.values(queues)) if (await redrive(id)) return true;
      return false;
    },
  };
}
