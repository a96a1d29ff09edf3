import { StoreUnavailable } from "../domain/errors.ts";
import { addMs, type Instant, parseInstant } from "../domain/time.ts";
import type { LoggedEvent } from "../ports/directory.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { type Hint, type Intake, recordEvent } from "../stores/events.ts";
import type { Deps } from "./deps.ts";
import { eventHint } from "./event-hint.ts";
import { inParallel } from "./in-parallel.ts";
import { HOOK_GRACE_MS } from "./poll-pace.ts";

const AT_ONCE = 8;

/** What a page of the log says about the hooks. */
export interface Heard {
  /** An event that a hook had brought. */
  readonly agreed: boolean;
  /** An event that a hook should have brought by now and had not. */
  readonly missed: boolean;
}

/**
 * Records every event of a page and asks for a look at who is new; resolved means durable. An event that cannot be
 * recorded goes to the intake queue, where it becomes a dead letter, so that it stops nobody else's.
 */
export async function takeInLog(
  events: readonly LoggedEvent[],
  at: {
    readonly tenantId: string;
    /** What happened before is nothing that a hook could have told. */
    readonly onboardedAt: Instant;
    readonly ownActors: readonly string[];
    readonly store: ItemStore;
  },
  deps: Pick<Deps, "clock" | "ids" | "intake" | "assessments" | "log">,
): Promise<Heard> {
  const { tenantId, onboardedAt, ownActors, store } = at;
  const receivedAt = deps.clock.now();
  const heard = { agreed: false, missed: false };
  const wake = new Set<string>();
  const takeIn = async (event: LoggedEvent): Promise<void> => {
    const hint = eventHint(event, { tenantId, ownActors, receivedAt, source: "okta-log" });
    const intake = await recordOrHandOver(hint, store, deps);
    if (intake?.recorded === "new" && intake.personKey !== undefined) wake.add(intake.personKey);
    if (!event.hookable || hint.own || !intake) return;
    if (intake.byHook) heard.agreed = true;
    else if (isOverdue(event, onboardedAt, receivedAt)) heard.missed = true;
  };
  // One person's events one after the other: they meet in the same mailbox.
  const perPerson = [...Map.groupBy(events, ({ accountId }) => accountId ?? "").values()];
  await inParallel(perPerson, AT_ONCE, async (own) => {
    for (const event of own) await takeIn(event);
  });
  if (wake.size > 0)
    await deps.assessments.send(
      [...wake].map((personKey) => ({ body: { schemaVersion: 1, tenantId, personKey }, group: tenantId })),
    );
  return heard;
}

async function recordOrHandOver(
  hint: Hint,
  store: ItemStore,
  deps: Pick<Deps, "ids" | "intake" | "log">,
): Promise<Intake | undefined> {
  try {
    return await recordEvent(store, hint, deps.ids.personKey);
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    const { tenantId, eventId } = hint;
    deps.log.error("an event of the log cannot be recorded", { tenantId, eventId, error: nameOf(error) });
    await deps.intake.send([{ body: hint, group: tenantId }]);
    return undefined;
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "unknown");

function isOverdue({ publishedAt }: LoggedEvent, since: Instant, now: Instant): boolean {
  const published = publishedAt === undefined ? undefined : parseInstant(publishedAt);
  return published === undefined || (published > since && addMs(published, HOOK_GRACE_MS) <= now);
}
