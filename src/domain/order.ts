import * as z from "zod";
import { CalendarDate, Instant } from "./time.ts";

/** Who engages a person whom no source holds, from when until when: our own record of intent. */
export const Engagement = z.strictObject({
  workerType: z.enum(["employee", "contingent", "intern", "other"]),
  /** The account's login, exact. */
  login: z.string().min(3).max(100),
  /** Okta attributes with which the account is created; afterwards Okta's own value counts. */
  profile: z.record(z.string(), z.string()),
  startDate: CalendarDate.optional(),
  /** The last day; a contractor has one. */
  endDate: CalendarDate.optional(),
  /** Login of who answers for a contractor. */
  sponsor: z.string().min(1).max(100).optional(),
});
export type Engagement = z.infer<typeof Engagement>;

const order = {
  id: z.string(),
  /** From when it holds. */
  at: Instant,
  reason: z.string().min(1).max(500),
  ticket: z.string().max(100).optional(),
  orderedBy: z.string().min(1).max(200),
  orderedAt: Instant,
  /** It does not hold any more, and never did if that was before it was due. */
  withdrawn: z
    .strictObject({ by: z.string().min(1).max(200), at: Instant, reason: z.string().min(1).max(500) })
    .optional(),
};

/** What a named operator ordered for a person. It is our own record of intent, beside what the authority says. */
export const Order = z.discriminatedUnion("kind", [
  z.strictObject({ ...order, kind: z.literal("leave") }),
  z.strictObject({ ...order, kind: z.literal("hire"), engagement: Engagement }),
  z.strictObject({
    ...order,
    kind: z.literal("change"),
    /** Okta attributes by name; null clears. */
    changes: z.record(z.string(), z.string().nullable()),
    endDate: CalendarDate.optional(),
    sponsor: z.string().min(1).max(100).optional(),
  }),
  z.strictObject({ ...order, kind: z.literal("absence") }),
  z.strictObject({ ...order, kind: z.literal("return") }),
  /** Access is cut, reversibly, until the authority has ended the person. */
  z.strictObject({ ...order, kind: z.literal("contain") }),
]);
export type Order = z.infer<typeof Order>;
export type OrderKind = Order["kind"];
export type OrderOf<K extends OrderKind> = Extract<Order, { kind: K }>;
