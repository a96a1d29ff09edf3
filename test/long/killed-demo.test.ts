import { expect, it } from "vitest";
import { RIGHT_END, randomFrom, tellKilledStory } from "./killed-demo.ts";

const KILLS = Number(process.env["MASTERY_KILLS"] ?? 50);
/** So that they spread over whole stories, whose later parts a busy machine would not reach otherwise. */
const KILLS_A_STORY = 5;

/** A message whose sending was cut off is left alone for half a minute, in which its step is refused and repeated. */
const WAITS_FOR_CUT_OFF_MAIL = /✗ (Deliver credential|Write welcome note)/g;

/** How long the story takes here and now, from the start of its process. */
async function measureStory(): Promise<number> {
  const started = performance.now();
  await tellKilledStory([].values());
  return performance.now() - started;
}

it("brings everybody in the story to the right end, whenever its process is killed: fifty moments", async () => {
  const seed = Number(process.env["MASTERY_SEED"] ?? Date.now() % 1_000_000);
  const random = randomFrom(seed);
  const storyMs = await measureStory();
  console.log(`MASTERY_SEED=${seed}; the story takes ${Math.round(storyMs)} ms`);
  // Anywhere from the first moment of the start to where the story would end by itself.
  function* delays(most: number): Generator<number> {
    for (let here = 0; here < most; here += 1) yield random() * storyMs;
  }
  let killed = 0;
  for (let story = 1; killed < KILLS; story += 1) {
    const { kills, ending } = await tellKilledStory(delays(Math.min(KILLS_A_STORY, KILLS - killed)));
    killed += kills.length;
    const { output, messages, ...rest } = ending;
    console.log(`story ${story}: killed after ${kills.join(", ") || "nothing"} ms; ${killed} kills so far`);
    const told = `MASTERY_SEED=${seed}, story ${story}\n${output}`;
    expect(rest, told).toEqual(RIGHT_END);
    expect(messages["manager-welcome"], told).toBeGreaterThanOrEqual(2);
    expect(messages["manager-activation-link"], told).toBeGreaterThanOrEqual(1);
    const steps = kills.length > 0 ? output.replaceAll(WAITS_FOR_CUT_OFF_MAIL, "") : output;
    expect(steps, told).not.toMatch(/✗|Error/);
  }
});
