import type { Profile } from "../account.ts";
import type { AttributeAuthority } from "../decision.ts";
import { hasJoined } from "../has-joined.ts";
import type { Engagement, OrderOf } from "../order.ts";
import type { Person, Phase } from "../person.ts";
import type { Policy } from "../policy.ts";
import type { CalendarDate } from "../time.ts";
import { endOfDay, type Instant, startOfDay } from "../time.ts";
import type { WorkerStatus } from "../worker.ts";
import { engagementOf } from "./engagement.ts";
import { employmentByWorker } from "./hr-employment.ts";
import type { DecideInput } from "./input.ts";
import { openOrders, standingLeaveOrder } from "./orders.ts";
import type { Wish } from "./overlay.ts";

/** What a record outside Okta says about a person's employment: the HR system's, or our own record of intent. */
export interface Employment {
  readonly source: "hr" | "order";
  readonly status: WorkerStatus;
  readonly startDate?: CalendarDate;
  /** When the last day is over. */
  readonly endsAt?: Instant;
  readonly timeZone: string;
  /** Okta attributes with which an account is created. */
  readonly profile: Profile;
  /** The login was made from the name, so that an account that bears it may be a namesake's. */
  readonly isLoginGenerated: boolean;
  /** Attributes whose value the record keeps deciding. */
  readonly wishes: ReadonlyMap<string, Wish>;
  /** When the record was ordered; an end of the account before that belongs to a former life cycle. */
  readonly orderedAt?: Instant;
  /** The record in words, for an auditor. */
  readonly words: string;
  readonly notes: readonly string[];
}

/** Whether an employment has ended, or was called off before it began. */
export const isOver = (status: WorkerStatus): boolean => status === "terminated" || status === "rescinded";

/** Whether the HR system says that the person works here now. */
export const worksByRecord = (employment: Employment | undefined): boolean =>
  employment?.source === "hr" && employment.status === "active";

/** The record outside Okta that speaks for this person, if there is one. */
export function employmentOf(input: DecideInput): Employment | undefined {
  return input.worker ? employmentByWorker(input.worker, input) : employmentByOrder(input);
}

function employmentByOrder({ person, policy, now }: DecideInput): Employment | undefined {
  const engagement = engagementOf(person, now);
  const hire = openOrders(person, "hire").findLast(({ at }) => at <= now);
  if (!engagement || !hire) return undefined;
  const { timeZone } = policy;
  const { startDate, endDate, workerType } = engagement;
  const { attributes } = policy;
  const endsAt = endDate && endOfDay(endDate, timeZone);
  const hasEnded = (endsAt !== undefined && endsAt <= now) || standingLeaveOrder(person, now) !== undefined;
  return {
    source: "order",
    status: statusOf(startDate === undefined || startOfDay(startDate, timeZone) <= now, hasEnded),
    ...(startDate ? { startDate } : {}),
    ...(endsAt ? { endsAt } : {}),
    timeZone,
    profile: {
      ...engagement.profile,
      login: engagement.login,
      email: engagement.profile["email"] ?? engagement.login,
      [attributes.workerType]: engagement.profile[attributes.workerType] ?? workerType,
      ...(attributes.startDate && startDate ? { [attributes.startDate]: startDate } : {}),
      ...(attributes.endDate && endDate ? { [attributes.endDate]: endDate } : {}),
    },
    isLoginGenerated: false,
    wishes: isYetToJoin(person) ? wishesOf(hire, engagement, policy) : new Map(),
    orderedAt: hire.orderedAt,
    words: "hired by order of a named operator",
    notes: [],
  };
}

const YET_TO_JOIN: ReadonlySet<Phase> = new Set(["joining", "contained", "absent", "leaving", "blocked"]);

/** Whoever is contained, away or blocked may have been so before the joiner was done. */
function isYetToJoin(person: Person): boolean {
  if (person.phase === "left") return true;
  return YET_TO_JOIN.has(person.phase) && !hasJoined(person);
}

/** What a former account that is opened again is to hold, until its person has joined; then Okta's own value counts. */
function wishesOf({ id }: OrderOf<"hire">, engagement: Engagement, { attributes }: Policy): ReadonlyMap<string, Wish> {
  const { profile, workerType, startDate, endDate } = engagement;
  const authority: AttributeAuthority = { system: "operator", strength: "strong", rule: `order ${id}` };
  // Dates of the former employment must not outlive it.
  const dates: readonly (readonly [string | undefined, string | undefined])[] = [
    [attributes.startDate, startDate],
    [attributes.endDate, endDate],
  ];
  const wanted: readonly (readonly [string, string | null])[] = [
    [attributes.workerType, workerType],
    ...Object.entries(profile),
    ...dates.flatMap(([attribute, date]) => (attribute === undefined ? [] : [[attribute, date ?? null] as const])),
  ];
  return new Map(wanted.map(([attribute, value]) => [attribute, { value, authority }]));
}

function statusOf(hasStarted: boolean, hasEnded: boolean): WorkerStatus {
  if (hasEnded) return hasStarted ? "terminated" : "rescinded";
  return hasStarted ? "active" : "prehire";
}
