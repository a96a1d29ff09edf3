import { goesOnAfterLeaver } from "./goes-on-after-leaver.ts";
import type { Person, Phase } from "./person.ts";
import type { Instant } from "./time.ts";

const ENDED: ReadonlySet<Phase> = new Set(["leaving", "blocked", "left"]);
const HAVE_JOINED: ReadonlySet<Phase> = new Set(["moving", "absent", "contained"]);
const BEGUN: ReadonlySet<Phase> = new Set(["joining", "joined"]);

/** The person once a phase is reached, with the time of what is reached for the first time in this life cycle. */
export function reachPhase(person: Person, phase: Phase, now: Instant): Person {
  if (ENDED.has(person.phase) && BEGUN.has(phase)) return reachPhase(beginAgain(person), phase, now);
  if (person.phase === phase) return person;
  const reached = { ...person, phase };
  if (phase === "joined" && !HAVE_JOINED.has(person.phase)) return { ...reached, joinedAt: now };
  if (phase === "blocked") return { ...reached, blockedAt: person.blockedAt ?? now };
  if (phase === "left") return { ...reached, leftAt: now, blockedAt: person.blockedAt ?? now };
  return reached;
}

/**
 * A rehire: the former leaver is over, and nothing that it recorded counts for the next one, unless it was called off and
 * ended no life cycle. One that was cut short may have left groups behind, which only the former standing tells from those
 * that were granted by hand.
 */
function beginAgain(person: Person): Person {
  const { blockedAt, recordedGroups: _groups, standing, ...rest } = person;
  const former = person.phase === "leaving" && standing ? { standing } : {};
  if (goesOnAfterLeaver(person)) return { ...rest, ...former, phase: "joining" };
  const leftAt = [person.leftAt, blockedAt]
    .filter((at) => at !== undefined)
    .sort()
    .at(-1);
  return { ...rest, phase: "joining", ...(leftAt === undefined ? {} : { leftAt }) };
}
