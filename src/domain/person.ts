import * as z from "zod";
import { Order } from "./order.ts";
import { Instant } from "./time.ts";

/** A provider and the immutable id that it gave: what an event names, and what links a person to an account. */
export const SubjectId = z.strictObject({ provider: z.enum(["okta", "csv"]), id: z.string().min(1).max(128) });
export type SubjectId = z.infer<typeof SubjectId>;

export const PersonKey = z.string().regex(/^p-[0-9a-hjkmnp-tv-z]{26}$/, { error: "is not a person key (p-…)" });

/**
 * Where a person stands with us. `provisional`: an event named an id that we have not looked at yet. `adopted`: was there
 * before the tenant was onboarded. `moving`: a mover is under way. `blocked`: a leaver whose deactivation is still to come.
 * `absent`: on leave, suspended by us. `contained`: access cut by us where another system decides who leaves.
 */
export const PHASES = [
  "provisional",
  "adopted",
  "joining",
  "joined",
  "moving",
  "absent",
  "contained",
  "leaving",
  "blocked",
  "left",
] as const;
export const Phase = z.enum(PHASES);
export type Phase = z.infer<typeof Phase>;

export const Hold = z.strictObject({
  code: z.string(),
  reason: z.string(),
  /** What somebody has to do so that it goes on. */
  todo: z.string(),
  since: Instant,
});
export type Hold = z.infer<typeof Hold>;

/**
 * What a person's access rests on: the facts that were true when the rules were last carried out or looked at, and what
 * the rules gave for them. A mover is the way from here to what is true now.
 */
export const Standing = z.strictObject({
  at: Instant,
  /** Text of the watched profile attributes, by name of the attribute. */
  profile: z.record(z.string(), z.string()),
  /** Groups that the tenant's rules gave; those held beside them are grants by hand. */
  groupIds: z.array(z.string()),
  /** Groups that a move takes away once its overlap has ended. */
  losing: z.array(z.strictObject({ groupId: z.string(), groupName: z.string(), at: Instant })),
});
export type Standing = z.infer<typeof Standing>;

/** Ours: a random key, the links, what was ordered and what was done. */
export const Person = z.strictObject({
  schemaVersion: z.literal(1),
  key: PersonKey,
  links: z.array(SubjectId),
  phase: Phase,
  /** What the account was called when it was last looked at: for people who read lists, never for matching. */
  label: z.string().optional(),
  /** This person turned out to be another one, who has the account: nothing is done under this key any more. */
  mergedInto: PersonKey.optional(),
  orders: z.array(Order),
  /** Effects that happen once in a life cycle and cannot be read from the account, by key, with their time. */
  effects: z.record(z.string(), Instant),
  /** When sign-in was blocked in the present leaver. */
  blockedAt: Instant.optional(),
  joinedAt: Instant.optional(),
  /** When somebody who was there before the tenant's onboarding was found as it should be. */
  adoptedAt: Instant.optional(),
  leftAt: Instant.optional(),
  /** When a leaver was called off, or a closed account opened again: what is sent once may be sent once more since. */
  backSince: Instant.optional(),
  /** Groups held before the leaver removed them, so that a wrong leaver can be undone. */
  recordedGroups: z.array(z.strictObject({ id: z.string(), name: z.string() })).optional(),
  /** Of somebody who is joining, has joined or was adopted; absent until the first look. */
  standing: Standing.optional(),
  hold: Hold.optional(),
});
export type Person = z.infer<typeof Person>;

export function newPerson(key: string, subject: SubjectId): Person {
  return { schemaVersion: 1, key, links: [subject], phase: "provisional", orders: [], effects: {} };
}

/** The id under which the person's account is known to Okta: of several accounts, the one that was linked last. */
export function oktaIdOf({ links }: Pick<Person, "links">): string | undefined {
  return links.findLast(({ provider }) => provider === "okta")?.id;
}
