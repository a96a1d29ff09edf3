/** Plays a history to its end, where everything has had its time, and says what is not as it must be. */

import { runOperation } from "../../src/api/run-operation.ts";
import { StateChanged } from "../../src/domain/errors.ts";
import { createOktaEmulator } from "../../src/emulators/okta/index.ts";
import { createLocalLog } from "../../src/local/local-log.ts";
import { readLogPoll } from "../../src/stores/log-poll.ts";
import { resolvePerson } from "../../src/stores/people.ts";
import { forTenant } from "../../src/stores/tenant-store.ts";
import { wake } from "../../src/stores/wake.ts";
import { withoutRealTime } from "./clockwork.ts";
import { furnishOrg, OKTA_URL, onboard, profileOf } from "./company.ts";
import { openDisk } from "./disk.ts";
import type { Act, History, Member } from "./history.ts";
import { TENANTS } from "./history.ts";
import { inspect } from "./inspect.ts";
import type { Fact } from "./model.ts";
import { createOktaDoor, type FaultKind } from "./okta-door.ts";
import { createOktaHooks } from "./okta-hooks.ts";
import { createOutsiders } from "./outsiders.ts";
import { createPostOffice, type PostOffice } from "./post-office.ts";
import { type Process, startProcess } from "./process.ts";
import { createRandom } from "./random.ts";
import { createSimulation, type Death, type Life } from "./simulation.ts";

/** A Monday, 09:00 in Auckland. */
const START_MS = Date.parse("2026-03-01T20:00:00.000Z");
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Longer than the longest wait after a failure, and then than the grace of a leaver. */
const PATIENCE_MS = [3 * MINUTE_MS, 60 * MINUTE_MS, 1.1 * DAY_MS, 9 * DAY_MS, 3 * MINUTE_MS];
export interface Outcome {
  readonly problems: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  /** What our process did to the store, its queues and Okta, in order. */
  readonly effects: readonly string[];
}

export interface PlayOptions {
  /** Where the process dies, beside what the history says. */
  readonly death?: Death;
  readonly log?: "silent" | "info";
}

/** A world that is being played. */
export interface Stage {
  readonly history: History;
  readonly simulation: ReturnType<typeof createSimulation>;
  readonly emulator: ReturnType<typeof createOktaEmulator>;
  readonly okta: ReturnType<typeof createOktaDoor>;
  readonly post: PostOffice;
  readonly disk: ReturnType<typeof openDisk>;
  readonly hooks: ReturnType<typeof createOktaHooks>;
  readonly idOf: ReadonlyMap<string, string>;
  readonly facts: ReadonlyMap<string, readonly Fact[]>;
  readonly problems: string[];
  readonly crashes: number;
  readonly current: () => Process;
}

export async function play(history: History, options: PlayOptions = {}): Promise<Outcome> {
  const random = createRandom(history.seed ^ 0x5bd1e995);
  const simulation = createSimulation(START_MS, random, history.slowestMs);
  return withoutRealTime(simulation, () => playIn(simulation, random, history, options));
}

async function playIn(
  simulation: Stage["simulation"],
  random: ReturnType<typeof createRandom>,
  history: History,
  options: PlayOptions,
): Promise<Outcome> {
  const orgs = TENANTS.map((id) => ({ id, settings: { rateLimits: "off" as const } }));
  const emulator = createOktaEmulator({ now: simulation.nowMs, orgs }, OKTA_URL);
  const disk = openDisk(simulation, random, history.indexLagMs);
  const met = new Map<FaultKind, number>();
  const faults = { plan: { probability: 0, kinds: history.faults.kinds }, random, met };
  const okta = createOktaDoor(emulator, simulation, faults);
  const post = createPostOffice(simulation, random, () => faults.plan.probability);
  const problems: string[] = [];
  const onFailure = (what: string, error?: unknown): void => {
    problems.push(
      error === undefined
        ? what
        : `${what}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
    );
  };
  const outsiders = createOutsiders(onFailure, createLocalLog(options.log ?? "silent"));
  const surroundings = { simulation, disk, okta, post, random: random.next, outsiders, onFailure };
  let process = startProcess(surroundings);
  const current = (): Process => process;
  const idOf = new Map<string, string>();
  const facts = new Map<string, Fact[]>();
  const note = (who: string, fact: Fact): void => void facts.set(who, [...(facts.get(who) ?? []), fact]);
  const forget = (who: string, fact: Fact): void =>
    void facts.set(
      who,
      (facts.get(who) ?? []).filter((other) => other !== fact),
    );
  let crashes = 0;
  let orders = 0;

  const go = async (limits: Parameters<typeof simulation.run>[0] = {}): Promise<void> => {
    for (let left = limits.turns ?? Number.POSITIVE_INFINITY; ; ) {
      const before = simulation.turns();
      const chunk = Math.min(left, 40);
      const end = await simulation.run({ ...limits, turns: chunk });
      left -= simulation.turns() - before;
      hooks.offer();
      if (end === "died") {
        crashes += 1;
        process = startProcess(surroundings);
        continue;
      }
      if (end === "time" || (end === "spent" && left <= 0)) return;
      if (end === "idle" && (await simulation.run({ turns: 0 })) === "idle") return;
    }
  };
  const hooks = createOktaHooks({ emulator, simulation, random, plan: history.hooks }, current, onFailure);
  /** Somebody at a keyboard, who asks again when no answer comes. */
  const insist = async (ask: (process: Process) => Promise<unknown>): Promise<void> => {
    const outside: Life = { alive: true };
    for (let n = 0; n < 50; n += 1) {
      const asked = ask(current()).then(
        () => "done" as const,
        (error: unknown) => (error instanceof StateChanged ? "done" : "failed"),
      );
      const answer = await Promise.race([asked, simulation.clockOf(outside).sleep(MINUTE_MS)]);
      if (answer === "done") return;
      await simulation.clockOf(outside).sleep(10_000);
    }
    onFailure("an operator gave up");
  };
  /** What the schedule starts every minute. */
  const doChores = (): void => {
    current()
      .sweep()
      .catch((error: unknown) => onFailure("a sweep failed", error));
    current()
      .poll()
      .catch((error: unknown) => onFailure("a poll failed", error));
  };
  /** Time passes. The sweep runs every minute; the last two of them are played, since an index may lag behind the first. */
  const pass = async (ms: number): Promise<void> => {
    const until = simulation.nowMs() + ms;
    for (const at of [until - MINUTE_MS, until]) {
      await go({ untilMs: at });
      doChores();
      await go();
    }
  };
  const memberOf = (who: string): Member => history.members.find(({ name }) => name === who) as Member;
  const accepted = ({ status }: { status: number }): boolean => status >= 200 && status < 300;
  const change = async (who: string, path: string, fact: Fact, body?: object): Promise<void> => {
    const id = idOf.get(who);
    if (id === undefined) return;
    const answer = await okta.admin(memberOf(who).tenant, "POST", `/api/v1/users/${id}${path}`, body);
    if (accepted(answer)) note(who, fact);
  };
  const hire = async (who: string, activated: boolean): Promise<void> => {
    const member = memberOf(who);
    if (idOf.has(who)) return;
    const profile = profileOf(member);
    const answer = await okta.admin(member.tenant, "POST", `/api/v1/users?activate=${activated}`, { profile });
    if (!accepted(answer)) throw new Error(`the company could not hire: ${JSON.stringify(answer)}`);
    idOf.set(who, (answer.body as { id: string }).id);
    note(who, { kind: "employed", profile });
  };
  const orderLeave = (who: string, ordered: Fact, inMs?: number): void => {
    const id = idOf.get(who);
    if (id === undefined) return;
    const { tenant } = memberOf(who);
    const at = inMs === undefined ? {} : { at: new Date(simulation.nowMs() + inMs).toISOString() };
    const input = { tenantId: tenant, who: id, ...at, reason: "left", orderedBy: "ops" };
    orders += 1;
    note(who, ordered);
    let tries = 0;
    void insist(async ({ deps }) => {
      tries += 1;
      try {
        await runOperation("person.leave", input, deps as never);
      } catch (error) {
        // Refused at once, since the person has left: nothing was ordered.
        if (error instanceof StateChanged && tries === 1) forget(who, ordered);
        throw error;
      }
    });
  };
  const perform = async (act: Act): Promise<void> => {
    switch (act.kind) {
      case "hire":
        return hire(act.who, act.activated);
      case "change": {
        const { tenant } = memberOf(act.who);
        const value = act.attribute === "managerId" ? `${act.value}@${tenant}.example` : act.value;
        const fact = { kind: "changed", attribute: act.attribute, value } as const;
        return change(act.who, "", fact, { profile: { [act.attribute]: value } });
      }
      case "deactivate":
        return change(act.who, "/lifecycle/deactivate", { kind: "deactivated" });
      case "activate":
        return change(act.who, "/lifecycle/activate?sendEmail=false", { kind: "activated" });
      case "order-leave":
        return orderLeave(act.who, { kind: "leave-ordered" }, act.inMs);
      case "contain":
        return orderLeave(act.who, { kind: "contained" });
      case "crash":
        return simulation.kill(process.life);
      case "stop-executions":
        for (const { machine, name } of disk.archive.running())
          current().deps.executions.stop(machine, name, "Operator.Stopped", "stopped by an operator").catch(onFailure);
        return;
      case "sweep":
        return doChores();
      case "refuse-cursors":
        for (const tenant of TENANTS) {
          const org = emulator.org(tenant);
          org.configure({ oldestLogCursor: org.log().length });
        }
        return;
      case "pass":
        return pass(act.ms);
    }
  };
  /** Looks at everybody, as a full sweep over the org does: what no hook told us is found. */
  const lookAtEverybody = async (): Promise<void> => {
    for (const [who, id] of idOf) {
      const { tenant } = memberOf(who);
      await insist(async ({ deps }) => {
        const store = forTenant(deps.store, tenant);
        const personKey = await resolvePerson(store, tenant, { provider: "okta", id }, deps.ids.personKey);
        await wake(store, { tenantId: tenant, personKey, priority: 1, now: deps.clock.now() });
        await deps.assessments.send([{ body: { schemaVersion: 1, tenantId: tenant, personKey }, group: tenant }]);
      });
    }
  };
  /** Runs something that waits for turns itself. */
  const during = async (work: Promise<unknown>): Promise<void> => {
    let done = false;
    work.then(
      () => (done = true),
      (error: unknown) => {
        done = true;
        onFailure("the story could not go on", error);
      },
    );
    while (!done) await go({ turns: 40 });
  };

  for (const tenant of TENANTS)
    for (const [name, id] of furnishOrg(emulator, tenant, history.members)) {
      idOf.set(name, id);
      const given = emulator.org(tenant).user(id) as { profile: Record<string, string> };
      note(name, { kind: "employed", profile: given.profile });
    }
  hooks.skip();
  await go({ untilMs: START_MS + DAY_MS });
  for (const tenant of TENANTS)
    await during(onboard(current().deps, emulator, { tenant, now: simulation.now(), history }));
  await during(lookAtEverybody());
  await go();
  if (options.death)
    simulation.doom(process.life, { ...options.death, effect: simulation.effects.length + options.death.effect });
  const firstEffect = simulation.effects.length;
  faults.plan = history.faults;
  for (const { after, act } of history.steps) {
    await go({ turns: after });
    await perform(act);
  }
  await go();
  faults.plan = { ...history.faults, probability: 0 };
  await go();
  for (const ms of PATIENCE_MS) await pass(ms);
  const stage: Stage = {
    history,
    simulation,
    emulator,
    okta,
    post,
    disk,
    hooks,
    idOf,
    facts,
    problems,
    crashes,
    current,
  };
  problems.push(...(await inspect(stage)));
  const gaps = (await Promise.all(TENANTS.map((tenant) => readLogPoll(disk.store, tenant)))).flatMap(
    (poll) => poll?.value.gaps ?? [],
  ).length;
  disk.close();
  const faultCounts = Object.fromEntries([...met].map(([kind, count]) => [`fault ${kind}`, count]));
  const counts = {
    turns: simulation.turns(),
    effects: simulation.effects.length,
    crashes,
    orders,
    ...hooks.counts,
    ...post.counts,
    ...outsiders.counts,
    "reads of the log": okta.polls.asked,
    "faults met by them": okta.polls.met,
    gaps,
    ...faultCounts,
  };
  return { problems, counts, effects: simulation.effects.slice(firstEffect) };
}
