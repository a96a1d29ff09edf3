import { hasJoined } from "./has-joined.ts";
import type { Person, Phase } from "./person.ts";
import type { Instant } from "./time.ts";

const ENDED: ReadonlySet<Phase> = new Set(["leaving", "blocked", "left"]);
const HAVE_JOINED: ReadonlySet<Phase> = new Set(["moving", "absent", "contained"]);
const SETTLED: ReadonlySet<Phase> = new Set(["adopted", "moving", "joined"]);
const BEGUN: ReadonlySet<Phase> = new Set(["joining", "joined"]);

interface Reached {
  readonly phase: Phase;
  readonly now: Instant;
  /** The leaver that was under way is called off by the decision that leads here. */
  readonly callsOffLeaver?: true | undefined;
}

/** The person once a phase is reached, with the time of what is reached for the first time in this life cycle. */
export function reachPhase(person: Person, { phase, now, callsOffLeaver }: Reached): Person {
  if (ENDED.has(person.phase) && BEGUN.has(phase))
    return reachPhase(callsOffLeaver ? goOn(person, now) : beginAgain(person), { phase, now });
  if (person.phase === phase) return person;
  const reached = { ...person, phase };
  if (SETTLED.has(phase)) return hasJoined(person) ? reached : { ...reached, ...sinceWhenHere(person, phase, now) };
  if (phase === "blocked") return { ...reached, blockedAt: person.blockedAt ?? now };
  if (phase === "left") return { ...reached, leftAt: now, blockedAt: person.blockedAt ?? now };
  return reached;
}

/** Who was there before us, and stands as a joiner stands at the end, has no day of joining. */
function sinceWhenHere(person: Person, phase: Phase, now: Instant): Pick<Person, "joinedAt" | "adoptedAt"> {
  return phase === "joined" && !HAVE_JOINED.has(person.phase) ? { joinedAt: now } : { adoptedAt: now };
}

/** The leaver was called off and ended no life cycle. */
function goOn(person: Person, now: Instant): Person {
  const { blockedAt: _block, recordedGroups: _groups, standing: _standing, ...rest } = person;
  return { ...rest, ...formerStanding(person), phase: "joining", backSince: now };
}

/** A rehire: the former leaver is over, and nothing that it recorded counts for the next one. */
function beginAgain(person: Person): Person {
  const { blockedAt, recordedGroups: _groups, standing: _standing, ...rest } = person;
  const leftAt = [person.leftAt, blockedAt]
    .filter((at) => at !== undefined)
    .sort()
    .at(-1);
  return { ...rest, ...formerStanding(person), phase: "joining", ...(leftAt === undefined ? {} : { leftAt }) };
}

/** A leaver that was cut short may have left groups behind: the standing tells them from those granted by hand. */
function formerStanding({ phase, standing }: Person): Pick<Person, "standing"> {
  return phase === "leaving" && standing ? { standing } : {};
}
