import type { Profile } from "../account.ts";
import type { AttributeAuthority, DueItem } from "../decision.ts";
import { attributeOwner } from "../mastery.ts";
import { epochMsOf } from "../time.ts";
import { cutoffOf, startOf, statusAt, type WorkerRecord } from "../worker-record.ts";
import type { Employment } from "./employment.ts";
import type { DecideInput } from "./input.ts";
import { generateLogin } from "./login.ts";
import type { Wish } from "./overlay.ts";
import { recheckSince } from "./recheck.ts";

const DAY_MS = 86_400_000;

/** Undefined was not sent, null is explicitly empty. */
type Sent = string | null | undefined;

/** What the HR system's record says, as the target's attributes. */
export function employmentByWorker(worker: WorkerRecord, input: DecideInput): Employment {
  const { policy, now } = input;
  const { source, dates, workerType, sourceStatus } = worker;
  const timeZone = worker.timeZone ?? policy.timeZone;
  const cutoff = cutoffOf(worker, policy.timeZone);
  const startDate = dates.firstDayOfWork ?? dates.hire;
  const attributes = attributesOf(worker, input);
  const given = worker.contact.workEmail?.toLowerCase();
  const generated = given === undefined ? generateLogin(worker, policy.joiner.login) : undefined;
  const login = given ?? generated;
  const authority: AttributeAuthority = {
    system: "hr",
    strength: "strong",
    rule: `worker record of ${source.connectionId}`,
  };
  const wishes = new Map<string, Wish>();
  for (const [attribute, value] of attributes)
    if (value !== undefined && attributeOwner("hr", attribute) === "hr") wishes.set(attribute, { value, authority });
  return {
    source: "hr",
    status: statusAt(worker, { now, timeZone: policy.timeZone }),
    ...(startDate ? { startDate } : {}),
    ...(cutoff !== undefined && cutoff !== "at-once" ? { endsAt: cutoff } : {}),
    timeZone,
    isLoginGenerated: generated !== undefined,
    profile: { ...known(attributes), ...(login === undefined ? {} : { login, email: given ?? login }) },
    wishes,
    words: `the ${workerType} of the worker record in ${source.connectionId} (${sourceStatus || "no status"})`,
    notes: managerNotes(input),
  };
}

/** Each of Okta's attributes that the record speaks of. */
function attributesOf(worker: WorkerRecord, { policy, managerOfRecord }: DecideInput): ReadonlyMap<string, Sent> {
  const { name, contact, job, dates } = worker;
  const { attributes } = policy;
  const dateAttributes: readonly (readonly [string | undefined, Sent])[] = [
    [attributes.startDate, dates.firstDayOfWork ?? dates.hire],
    [attributes.endDate, lastDayOf(worker)],
  ];
  return new Map<string, Sent>([
    ["firstName", name.preferredGiven ?? name.legalGiven],
    ["lastName", name.legalFamily],
    ["middleName", name.legalMiddle],
    ["displayName", name.display],
    ["employeeNumber", worker.workerNumber],
    ["costCenter", job.costCenter],
    ["primaryPhone", contact.workPhone],
    ["mobilePhone", contact.mobilePhone],
    [attributes.personalEmail, contact.personalEmail],
    [attributes.title, job.title],
    [attributes.department, job.department],
    [attributes.division, job.division],
    [attributes.company, job.company],
    [attributes.location, job.location],
    [attributes.workerType, worker.workerType],
    [
      attributes.manager,
      namesManager(worker) ? managerOfRecord : (worker.job.managerEmail ?? worker.job.managerSourceWorkerId),
    ],
    ...dateAttributes.flatMap(([attribute, value]) => (attribute === undefined ? [] : [[attribute, value] as const])),
    ...Object.entries(worker.custom),
  ]);
}

function lastDayOf({ dates, workerType }: WorkerRecord): Sent {
  const { lastDayWorked, termination, contractEnd } = dates;
  return lastDayWorked ?? termination ?? (workerType === "employee" ? termination : contractEnd);
}

function known(attributes: ReadonlyMap<string, Sent>): Profile {
  return Object.fromEntries(
    [...attributes].flatMap(([name, value]) => (value === undefined || value === null ? [] : [[name, value]])),
  );
}

const namesManager = ({ job }: WorkerRecord): boolean => (job.managerEmail ?? job.managerSourceWorkerId ?? "") !== "";

/** The record names somebody who has no account yet, and may get one: often both are new in the same file. */
export function awaitsManager({ worker, managerOfRecord }: Pick<DecideInput, "worker" | "managerOfRecord">): boolean {
  return worker !== undefined && namesManager(worker) && managerOfRecord === undefined;
}

function managerNotes(input: DecideInput): string[] {
  return awaitsManager(input)
    ? ["the manager whom the record names has no account yet: the attribute stays as it is"]
    : [];
}

/** For two weeks after the record came, and again after the first day. Undefined once nobody is waited for. */
export function managerCheck(input: DecideInput): DueItem | undefined {
  const { worker, policy, now } = input;
  if (!worker || !awaitsManager(input)) return undefined;
  const start = startOf(worker, policy.timeZone);
  const { observedAt } = worker.source;
  const since = start !== undefined && start > observedAt && start <= now ? start : observedAt;
  if (epochMsOf(now) - epochMsOf(since) > 14 * DAY_MS) return undefined;
  return recheckSince(since, now, "until the manager whom the record names has an account");
}
