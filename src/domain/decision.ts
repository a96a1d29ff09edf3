import * as z from "zod";
import { FLOWS } from "./flow.ts";
import { Operation } from "./operation.ts";
import { Phase, Standing } from "./person.ts";
import { Instant } from "./time.ts";

/** midPoint's words for how a record and an account stand to each other. */
export const Situation = z.enum(["linked", "unlinked", "unmatched", "disputed", "deleted"]);

/** Something that the plan would have done but must not, with the reason and the right place. */
export const Refusal = z.strictObject({
  code: z.string(),
  what: z.string(),
  reason: z.string(),
  rightPlace: z.string().optional(),
});
export type Refusal = z.infer<typeof Refusal>;

/** Which system owns an attribute, by which rule, and where its value came from. */
export const AttributeAuthority = z.strictObject({
  system: z.enum(["okta", "mastery-rule", "operator", "ad", "hr", "m365"]),
  strength: z.enum(["strong", "normal", "weak"]),
  rule: z.string(),
});
export type AttributeAuthority = z.infer<typeof AttributeAuthority>;

/** Something that becomes due later; the person is looked at again then. A person has one of each kind. */
export const DueItem = z.strictObject({
  at: Instant,
  kind: z.enum([
    "start",
    "end",
    "leave",
    "deactivate",
    "overlap-end",
    "change",
    "absence",
    "return",
    "contain",
    "recheck",
    "contested",
    "reminder",
    "employment",
  ]),
  why: z.string(),
});
export type DueItem = z.infer<typeof DueItem>;

/** The plan as data: what was seen, what will be done and why, what was refused and why. */
export const Decision = z.strictObject({
  schemaVersion: z.literal(1),
  situation: Situation,
  flow: z.enum([...FLOWS, "none"]),
  /** One sentence for an auditor. No personal data. */
  reason: z.string(),
  operations: z.array(Operation),
  /** An account of the target that was found for the person, and is linked as the decision is recorded. */
  link: z.string().optional(),
  authority: z.record(z.string(), AttributeAuthority),
  refused: z.array(Refusal),
  due: z.array(DueItem),
  hold: z.strictObject({ code: z.string(), reason: z.string(), todo: z.string() }).optional(),
  /** The phase of the person once this decision is recorded, and once the plan has been verified. */
  phaseNow: Phase,
  phaseAfter: Phase,
  /** What the person's access rests on once this decision is carried out. It holds personal data, unlike the rest. */
  standing: Standing.optional(),
  /**
   * The leaver that was under way is called off: its life cycle goes on, and what was ordered and done in it still counts.
   */
  callsOffLeaver: z.literal(true).optional(),
  /** More follows once this plan is done: the person is looked at again at once. */
  lookAgain: z.literal(true).optional(),
  /** Once-only effects that count as soon as this plan is done, such as an order that was carried out. */
  effects: z.array(z.string()).optional(),
  /** Effects that count from the plan on, whatever becomes of it: why a flow began that the facts will not show again. */
  noted: z.array(z.string()).optional(),
  /** Standing warnings of the mastery mode, drift that was seen but is not acted on, and the like. */
  notes: z.array(z.string()),
});
export type Decision = z.infer<typeof Decision>;
