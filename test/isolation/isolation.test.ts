/** Every tenant against every tenant through every entry: each crossing is refused, or stays with who came. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { FUNCTION_TABLE } from "../../cdk/function-table.ts";
import { INPUTS, type OperationName } from "../../src/api/contract.ts";
import { runOperation } from "../../src/api/run-operation.ts";
import { MasteryError } from "../../src/domain/errors.ts";
import { deliver, FUNCTIONS, type FunctionAttempt, fetchCredential, ownState, ROUNDS, STATES } from "./functions.ts";
import { type Attempt, type NoTenant, OPERATIONS } from "./operations.ts";
import { STORE_CROSSINGS } from "./store-crossings.ts";
import {
  CROSSINGS,
  type Crossing,
  forget,
  hookOf,
  markOf,
  marksOf,
  openWorld,
  secretOf,
  TENANTS,
  type World,
} from "./three-tenants.ts";

const ROOT = join(import.meta.dirname, "../..");
const counts = { refused: 0, inert: 0, own: 0 };

const attemptsOf = <T>(row: readonly T[] | NoTenant): readonly T[] => ("noTenantBecause" in row ? [] : row);
const isExempt = (row: unknown): boolean => typeof row === "object" && row !== null && "noTenantBecause" in row;

/** Runs it, and says what came of it in one text: the answer, or the error's message. */
async function outcomeOf(work: () => Promise<unknown>): Promise<{ refused: boolean; text: string }> {
  try {
    return { refused: false, text: JSON.stringify(await work()) ?? "" };
  } catch (error) {
    if (!(error instanceof MasteryError)) throw error;
    return { refused: true, text: error.message };
  }
}

interface Trial {
  readonly is: "refused" | "inert" | "own";
  readonly looksUp?: true;
  /** Words that the one who comes has said themselves. */
  readonly said: string;
  readonly work: () => Promise<unknown>;
}

async function judge(world: World, { from, to }: Crossing, trial: Trial): Promise<void> {
  forget(world);
  const which = `${from} to ${to}`;
  const { refused, text } = await outcomeOf(trial.work);
  const { reached, wrote, sent, lines } = world.seen;
  expect(refused, `${which} is refused: ${text}`).toBe(trial.is === "refused");
  if (trial.is !== "own") expect(wrote, `${which} writes`).toEqual([]);
  if (trial.is === "refused") expect(sent, `${which} sends`).toEqual([]);
  const others = [...reached].filter((tenant) => tenant !== from && !(trial.looksUp && tenant === to));
  expect(others, `${which} reaches others`).toEqual([]);
  const heard = [text, ...lines].join("\n");
  const isServed = reached.has(from) || heard.includes(markOf(from));
  if (trial.is === "own") expect(isServed, `${from} gets its own`).toBe(true);
  for (const other of TENANTS)
    for (const mark of other === from ? [] : marksOf(world, other))
      if (!trial.said.includes(mark)) expect(heard, `${which} is told of ${other}`).not.toContain(mark);
  counts[trial.is] += 1;
}

const crossable = <T extends string>(rows: Readonly<Record<T, unknown>>): T[] =>
  (Object.keys(rows) as T[]).filter((name) => !isExempt(rows[name]));

describe.each(crossable<OperationName>(OPERATIONS))("%s", (name) => {
  const attempts = attemptsOf<Attempt>(OPERATIONS[name] as readonly Attempt[] | NoTenant);
  for (const attempt of attempts)
    it(`keeps every tenant from another: ${attempt.what}`, async () => {
      let world: World | undefined;
      for (const crossing of CROSSINGS) {
        // What is refused has changed nothing; what is done to one's own is done in a new world each time.
        if (world === undefined || attempt.is === "own") world = await openWorld();
        await attempt.before?.(crossing, world);
        const input = attempt.input(crossing, world);
        const { deps } = world;
        const work = () => runOperation(name, input, deps);
        await judge(world, crossing, { is: attempt.is, said: JSON.stringify(input), work });
      }
      if (attempt.is !== "refused" || !world) return;
      for (const tenant of TENANTS) {
        const input = attempt.input({ from: tenant, to: tenant }, world);
        expect(await runOperation(name, input, world.deps), `${tenant} is let in by the same entry`).toBeDefined();
      }
    });
});

describe.each(crossable(FUNCTIONS))("%s", (name) => {
  for (const { what, is, run, looksUp } of attemptsOf<FunctionAttempt>(FUNCTIONS[name] ?? []))
    it(`keeps every tenant from another: ${what}`, async () => {
      let world: World | undefined;
      for (const crossing of CROSSINGS) {
        if (world === undefined || is === "own") world = await openWorld();
        const present = world;
        // A function is given keys and ids; whose they are is in `reached`.
        const said = TENANTS.flatMap((tenant) => marksOf(present, tenant)).join();
        await judge(present, crossing, { is, said, work: () => run(crossing, present), ...(looksUp && { looksUp }) });
      }
    });
});

it.each(Object.keys(ROUNDS))("%s does for each tenant what is that tenant's", async (name) => {
  const world = await openWorld();
  await ROUNDS[name]?.(world);
  expect([...world.seen.reached].sort()).toEqual([...TENANTS].sort());
});

it.each(STATES)("%s lets every tenant into its own run", async (name) => {
  const world = await openWorld();
  for (const tenant of TENANTS) {
    forget(world);
    await ownState(name, tenant, world);
    expect([...world.seen.reached]).toEqual([tenant]);
  }
});

it("lets every tenant in by its own hook and its own claim", async () => {
  const world = await openWorld();
  for (const tenant of TENANTS) {
    expect((await deliver(world, hookOf(tenant), secretOf(tenant))).status).toBe(204);
    expect((await fetchCredential(world, world.claim(tenant))).status).toBe(409); // known; the account is active already
  }
});

it.each(Object.keys(STORE_CROSSINGS))(
  "the tenant's door to the store refuses every key of another: %s",
  async (what) => {
    const world = await openWorld();
    const cross = STORE_CROSSINGS[what];
    for (const crossing of CROSSINGS)
      await judge(world, crossing, { is: "refused", said: "", work: async () => cross?.(crossing, world) });
    for (const tenant of TENANTS) await cross?.({ from: tenant, to: tenant }, world);
  },
);

describe("the matrix", () => {
  it("has every operation of the contract, or the reason why it has no tenant to cross", () => {
    expect(Object.keys(OPERATIONS).sort()).toEqual(Object.keys(INPUTS).sort());
    for (const [name, row] of Object.entries(OPERATIONS))
      if (!isExempt(row)) expect(attemptsOf<unknown>(row), `${name} has a crossing`).not.toEqual([]);
  });

  it("has every function that is deployed, or the reason why it has no tenant to cross", () => {
    const deployed = readdirSync(join(ROOT, "functions")).map((file) => file.replace(/\.ts$/, ""));
    const covered = [...Object.keys(FUNCTIONS), ...Object.keys(ROUNDS)];
    expect(covered.sort()).toEqual(deployed.sort());
    expect(covered.sort()).toEqual(Object.keys(FUNCTION_TABLE).sort());
    for (const [name, row] of Object.entries(FUNCTIONS))
      if (!isExempt(row)) expect(attemptsOf<unknown>(row), `${name} has a crossing`).not.toEqual([]);
  });

  it("is as large as docs/reliability.md says", () => {
    const rows = [...Object.values(OPERATIONS), ...Object.values(FUNCTIONS)];
    const inRows = rows.reduce((sum, row) => sum + attemptsOf<unknown>(row).length, 0);
    const attempts = inRows + Object.keys(STORE_CROSSINGS).length;
    const page = readFileSync(join(ROOT, "docs/reliability.md"), "utf8");
    const [operations, functions] = [INPUTS, FUNCTION_TABLE].map((table) => Object.keys(table).length);
    expect(page).toContain(`${operations} operator's operations, ${functions} functions and the store`);
    const total = attempts * CROSSINGS.length;
    expect(page).toContain(`${total} crossings (${attempts} attempts, ${CROSSINGS.length} ordered pairs)`);
  });

  it("exempts only what names no tenant in its input", () => {
    const exempt = Object.entries(OPERATIONS).filter(([, row]) => isExempt(row));
    for (const [name] of exempt) expect(Object.keys(INPUTS[name as OperationName].shape)).not.toContain("tenantId");
  });
});

afterAll(() => {
  const exempt = [...Object.entries(OPERATIONS), ...Object.entries(FUNCTIONS)].flatMap(([name, row]) =>
    "noTenantBecause" in row ? [`no tenant to cross: ${name} (${row.noTenantBecause})`] : [],
  );
  const scope = `${Object.keys(INPUTS).length} operations, ${Object.keys(FUNCTION_TABLE).length} functions, the store`;
  const { refused, inert, own } = counts;
  const told = `${refused} refused, ${inert} without effect, ${own} that reached their own tenant alone`;
  console.log([`isolation: ${scope}: ${refused + inert + own} crossings, ${told}`, ...exempt].join("\n  "));
});
