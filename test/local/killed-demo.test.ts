import { expect, it } from "vitest";
import { RIGHT_END, randomFrom, tellKilledStory } from "./killed-demo.ts";

/** Within this time an uninterrupted story has come to its end, or nearly; `npm run test:long` kills fifty times. */
const STORY_MS = 6000;
const KILLS = 3;

it("brings everybody in the story to the right end although its process is killed three times", async () => {
  const seed = Number(process.env["MASTERY_SEED"] ?? Date.now() % 1_000_000);
  const random = randomFrom(seed);
  const delays = Array.from({ length: KILLS }, () => 500 + random() * STORY_MS * 0.6);
  const { kills, ending } = await tellKilledStory(delays.values());
  const { output, messages, ...rest } = ending;
  const told = `MASTERY_SEED=${seed}, killed after ${kills.join(", ")} ms\n${output}`;
  expect(rest, told).toEqual(RIGHT_END);
  expect(messages, told).toMatchObject({ "manager-activation-link": 1 });
  expect(output, told).not.toMatch(/✗|Error/);
});
