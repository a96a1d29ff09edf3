import * as z from "zod";

/** What an execution is about; each has a state machine of its own, of the same name. */
export const FLOWS = ["joiner", "mover", "leaver", "absence", "return", "contain", "reminder"] as const;
export const Flow = z.enum(FLOWS);
export type Flow = z.infer<typeof Flow>;
