// People whose every name, address and attribute value can be told from all other words of a story.
import { expect } from "vitest";
import type { Seen } from "./observed.ts";
import type { World } from "./world.ts";

/** Everything by which a person could be recognised; each value, and what is derived from it, holds one of the marks. */
export const CANARY = {
  firstName: "Zephyrine",
  lastName: "Quackenbush",
  login: "zq.kanari@story.example",
  email: "zq.kanari@story.example",
  secondEmail: "zephyr.home@kanari.example",
  department: "Dept-Kanari-77",
  title: "Chief Kanari Officer",
  city: "Kanariville",
  mobilePhone: "+64 21 777 0077",
};
export const BOSS = { firstName: "Bossanova", lastName: "Overlordson", login: "boss.kanari@story.example" };
/** What an operator may write when they should not. */
export const REASON = "Zephyrine Quackenbush of Kanariville is expecting";

const MARKS = /zephyr|quackenbush|kanari|bossanova|overlordson|777.{1,3}0077/gi;

/** What was found of the canaries, each with what stands around it. */
export function canariesIn(seen: readonly Seen[]): readonly string[] {
  return seen.flatMap(({ place, text }) =>
    [...text.matchAll(MARKS)].map(
      ({ index, 0: mark }) => `${place}: ${text.slice(Math.max(0, index - 150), index + mark.length + 50)}`,
    ),
  );
}

/** Nothing personal was seen, although something of each of these places was, and of these flows. */
export function expectNoCanary(seen: readonly Seen[], ...flows: readonly string[]): void {
  expect(canariesIn(seen)).toEqual([]);
  const executions = seen.filter(({ place }) => place === "execution").map(({ text }) => text);
  for (const flow of flows)
    expect(
      executions.some((text) => text.startsWith(`"${flow}",`)),
      flow,
    ).toBe(true);
}

/** The manager, who has an account already. */
export const seedBoss = ({ org }: World, more: object = {}): string =>
  org.seedUser({ profile: { ...BOSS, email: BOSS.login, ...more } }).id;

/** The person with all their values, created in Okta. */
export async function hire(world: World): Promise<string> {
  const userId = await world.admin.createUser({ ...CANARY, managerId: seedBoss(world) }, false);
  await world.settle();
  return userId;
}
