/** What must be true at the end of every history. */
import type { Person } from "../../src/domain/person.ts";
import type { ItemStore } from "../../src/ports/item-store.ts";
import { firstBrokenEntry, readAudit } from "../../src/stores/audit.ts";
import { keys } from "../../src/stores/keys.ts";
import { readLogPoll } from "../../src/stores/log-poll.ts";
import { readMailbox } from "../../src/stores/mailbox.ts";
import { listOutbox } from "../../src/stores/outbox-record.ts";
import { listPeople } from "../../src/stores/people.ts";
import { listRunsOf } from "../../src/stores/runs.ts";
import { type Member, TENANTS, type Tenant } from "./history.ts";
import { expectedOf } from "./model.ts";
import type { Stage } from "./play.ts";

export async function inspect(stage: Stage): Promise<string[]> {
  const problems: string[] = [];
  for (const member of stage.history.members) problems.push(...(await checkAccount(stage, member)));
  for (const tenant of TENANTS) problems.push(...(await checkTenant(stage, tenant)));
  problems.push(...checkMails(stage), ...(await checkWork(stage)));
  return problems;
}

/** Okta's words in the model's. */
const STATUS_WORDS: Readonly<Record<string, string>> = {
  ACTIVE: "live",
  PROVISIONED: "live",
  SUSPENDED: "suspended",
  DEPROVISIONED: "deactivated",
};

/** The account is as the model says. */
async function checkAccount({ emulator, okta, idOf, facts }: Stage, { name, tenant }: Member): Promise<string[]> {
  const expected = expectedOf(facts.get(name) ?? []);
  const id = idOf.get(name);
  if (!expected || id === undefined) return [];
  const account = emulator.org(tenant).user(id) as { status: string; profile: Record<string, unknown> };
  const problems: string[] = [];
  const differ = (what: string, want: unknown, found: unknown): void => {
    if (JSON.stringify(want) !== JSON.stringify(found))
      problems.push(`${name}: ${what} is ${JSON.stringify(found)}, expected ${JSON.stringify(want)}`);
  };
  const status = STATUS_WORDS[account.status] ?? account.status;
  if (!expected.status.some((allowed) => allowed === status)) differ("the status", expected.status, account.status);
  differ("the groups", status === "deactivated" ? ["Everyone"] : expected.groups, await groupsOf(okta, tenant, id));
  for (const [attribute, value] of Object.entries(expected.profile))
    if (!(attribute in expected.given)) differ(attribute, value, account.profile[attribute]);
  if (status === "live")
    for (const [attribute, value] of Object.entries(expected.given))
      differ(attribute, value, account.profile[attribute]);
  return problems;
}

async function groupsOf(okta: Stage["okta"], tenant: Tenant, userId: string): Promise<string[]> {
  const { body } = await okta.admin(tenant, "GET", `/api/v1/users/${userId}/groups`);
  return (body as { profile: { name: string } }[]).map(({ profile }) => profile.name).toSorted();
}

async function checkTenant(stage: Stage, tenant: Tenant): Promise<string[]> {
  const { disk, emulator, hooks, history, idOf } = stage;
  const { store } = disk;
  const problems: string[] = [];
  for (const uuid of hooks.acknowledged.get(tenant) ?? [])
    if (!(await store.get(keys.event(tenant, uuid)))) problems.push(`${tenant}: the event ${uuid} is not recorded`);
  problems.push(...(await checkEvents(stage, tenant)));
  const known = new Set<string>();
  for await (const person of listPeople(store, tenant)) {
    const wrong = [...(await checkRecords(store, tenant, person)), ...checkPhase(stage, tenant, person)];
    for (const { id } of person.links) {
      if (known.has(id)) wrong.push(`the account ${id} stands for two people`);
      known.add(id);
    }
    problems.push(...wrong.map((what) => `${tenant}, ${person.label ?? person.key}: ${what}`));
  }
  for (const { name, tenant: of } of history.members) {
    const id = idOf.get(name);
    if (of === tenant && id !== undefined && !known.has(id)) problems.push(`${tenant}: nobody looked at ${name}`);
  }
  problems.push(...checkLifecycles(emulator, tenant), ...(await checkWelcomes(stage, tenant)));
  return problems;
}

/** Whatever a hook lost, the log brought; only within a gap that is shown, and was swept, may an event be unknown. */
async function checkEvents({ disk, hooks }: Stage, tenant: Tenant): Promise<string[]> {
  const problems: string[] = [];
  const poll = (await readLogPoll(disk.store, tenant))?.value;
  const gaps = poll?.gaps ?? [];
  const isInGap = (published: string): boolean => gaps.some(({ from, to }) => from <= published && published <= to);
  for (const { uuid, eventType, published } of hooks.logged(tenant))
    if (!isInGap(published) && !(await disk.store.get(keys.event(tenant, uuid))))
      problems.push(`${tenant}: the event ${uuid} (${eventType}) was never heard of`);
  for (const { from, to, sweptAt } of gaps)
    if (sweptAt === undefined) problems.push(`${tenant}: the gap from ${from} to ${to} was never swept`);
  if (poll?.readUntil === undefined) problems.push(`${tenant}: the log was never read to its end`);
  return problems;
}

/** Everything that was asked for was looked at, no run is open, nobody holds the lease. */
async function checkRecords(store: ItemStore, tenant: Tenant, person: Person): Promise<string[]> {
  const problems: string[] = [];
  const mailbox = (await readMailbox(store, tenant, person.key))?.value;
  if (mailbox?.lease) problems.push(`the lease of ${mailbox.lease.execution} is still held`);
  if (mailbox && mailbox.wanted !== mailbox.seen)
    problems.push(`wanted ${mailbox.wanted} looks, of which ${mailbox.seen} were taken`);
  for (const { seq, closedAt } of await listRunsOf(store, tenant, person.key))
    if (closedAt === undefined) problems.push(`run ${seq} is still open`);
  if (firstBrokenEntry(await readAudit(store, tenant, person.key)) !== undefined)
    problems.push("the audit chain is broken");
  if (person.hold) problems.push(`held with ${person.hold.code}`);
  return problems;
}

/** Where somebody stands with us agrees with what Okta shows. */
function checkPhase({ emulator, idOf }: Stage, tenant: Tenant, { phase, links }: Person): string[] {
  const id = links[0]?.id;
  if (id === undefined || ![...idOf.values()].includes(id)) return [];
  const { status } = emulator.org(tenant).user(id) as { status: string };
  const agrees =
    (phase === "left") === (status === "DEPROVISIONED") && (phase === "contained") === (status === "SUSPENDED");
  const isSettled = phase === "left" || phase === "joined" || phase === "adopted" || phase === "contained";
  return agrees && isSettled ? [] : [`is ${phase} with us and ${status} in Okta`];
}

/** By Okta's own log nobody was created, activated or deactivated twice in a row. */
function checkLifecycles(emulator: Stage["emulator"], tenant: Tenant): string[] {
  const problems: string[] = [];
  const last = new Map<string, string>();
  for (const { eventType, target, outcome } of emulator.org(tenant).log()) {
    const [, word] = /^user\.lifecycle\.(create|activate|deactivate)$/.exec(eventType) ?? [];
    const id = target?.find(({ type }) => type === "User")?.id;
    if (word === undefined || id === undefined || outcome.result !== "SUCCESS") continue;
    if (last.get(id) === word || (word === "create" && last.has(id)))
      problems.push(`${tenant}: ${id} was subject to ${word} twice`);
    last.set(id, word);
  }
  return problems;
}

/** Whoever joined was welcomed, once for each time that somebody began, at most. */
async function checkWelcomes({ disk, emulator, history, idOf }: Stage, tenant: Tenant): Promise<string[]> {
  const problems: string[] = [];
  const welcomes = (await listOutbox(disk.store, tenant)).filter(({ template }) => template === "manager-welcome");
  const log = emulator.org(tenant).log();
  const hired = new Set(history.members.filter(({ adopted }) => !adopted).map(({ name }) => idOf.get(name)));
  for await (const { key, links, phase } of listPeople(disk.store, tenant)) {
    const isHired = phase === "joined" && hired.has(links[0]?.id);
    const own = welcomes.filter((message) => message.key.startsWith(`${tenant}-${key}/`));
    const begun = log.filter(({ eventType, target }) => {
      const isBeginning = eventType === "user.lifecycle.create" || eventType === "user.lifecycle.activate";
      return isBeginning && target?.some(({ id }) => id === links[0]?.id);
    });
    if (own.length > begun.length) problems.push(`${tenant}: ${own.length} welcomes for ${begun.length} beginnings`);
    if (isHired && own.length === 0) problems.push(`${tenant}: ${key} joined without a welcome`);
    else if (isHired && own.at(0)?.receipt === undefined) problems.push(`${tenant}: a welcome was never delivered`);
  }
  return problems;
}

/** Every mail went out once; another copy only where an answer was lost or we died before noting it, and marked so. */
function checkMails({ post, crashes }: Stage): string[] {
  return [...Map.groupBy(post.accepted, ({ mail }) => mail.id).values()].flatMap((copies) => {
    const [{ mail } = { mail: undefined }] = copies;
    const lost = copies.filter(({ answered }) => !answered).length;
    const unmarked = copies.slice(1).filter((copy) => !copy.mail.isRepeat).length;
    return [
      ...(copies.length > lost + crashes + 1
        ? [`${mail?.subject} was delivered ${copies.length} times, ${lost} answers lost`]
        : []),
      ...(unmarked > 0 ? [`${unmarked} second copies of ${mail?.subject} are not marked as such`] : []),
    ];
  });
}

/** Nothing is under way any more, and nothing was given up. */
async function checkWork({ disk }: Stage): Promise<string[]> {
  const problems: string[] = [];
  for (const [name, queue] of Object.entries(disk.queues)) {
    const dead = await queue.deadLetters();
    if (dead.length > 0) problems.push(`${dead.length} dead letters in ${name}`);
    if ((await queue.nextVisibleAt()) !== undefined) problems.push(`${name} is not empty`);
  }
  for (const { name } of disk.archive.running()) problems.push(`the execution ${name} is still running`);
  return problems;
}
