import * as z from "zod";
import { Instant } from "./time.ts";

/** A provider and the immutable id that it gave: what an event names, and what links a person to an account. */
export const SubjectId = z.strictObject({ provider: z.enum(["okta"]), id: z.string().min(1).max(128) });
export type SubjectId = z.infer<typeof SubjectId>;

export const PersonKey = z.string().regex(/^p-[0-9a-hjkmnp-tv-z]{26}$/, { error: "is not a person key (p-…)" });

/** What a named operator ordered for a person. It is our own record of intent, beside what the authority says. */
export const Order = z.strictObject({
  id: z.string(),
  kind: z.enum(["leave"]),
  /** From when it holds. */
  at: Instant,
  reason: z.string().min(1).max(500),
  ticket: z.string().max(100).optional(),
  orderedBy: z.string().min(1).max(200),
  orderedAt: Instant,
});
export type Order = z.infer<typeof Order>;

/**
 * Where a person stands with us. `provisional`: an event named an id that we have not looked at yet. `adopted`: was there
 * before the tenant was onboarded. `blocked`: a leaver whose deactivation is still to come.
 */
export const PHASES = ["provisional", "adopted", "joining", "joined", "leaving", "blocked", "left"] as const;
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

/** Ours: a random key, the links, what was ordered and what was done. */
export const Person = z.strictObject({
  schemaVersion: z.literal(1),
  key: PersonKey,
  links: z.array(SubjectId),
  phase: Phase,
  /** What the account was called when it was last looked at: for people who read lists, never for matching. */
  label: z.string().optional(),
  orders: z.array(Order),
  /** Effects that happen once in a life cycle and cannot be read from the account, by key, with their time. */
  effects: z.record(z.string(), Instant),
  /** When sign-in was blocked in the present leaver. */
  blockedAt: Instant.optional(),
  joinedAt: Instant.optional(),
  leftAt: Instant.optional(),
  /** Groups held before the leaver removed them, so that a wrong leaver can be undone. */
  recordedGroups: z.array(z.strictObject({ id: z.string(), name: z.string() })).optional(),
  hold: Hold.optional(),
});
export type Person = z.infer<typeof Person>;

export function newPerson(key: string, subject: SubjectId): Person {
  return { schemaVersion: 1, key, links: [subject], phase: "provisional", orders: [], effects: {} };
}
