import type { Person } from "../domain/person.ts";
import type { Instant } from "../domain/time.ts";
import { readPerson } from "../stores/people.ts";
import { listRuns, type Run } from "../stores/runs.ts";
import { forTenant } from "../stores/tenant-store.ts";
import type { ParsedInputOf } from "./contract.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { tenantsOf } from "./tenants-of.ts";

/** How many of a tenant's newest runs a list looks at. */
const LOOK_BACK = 2000;

export interface ExecutionLine {
  readonly tenantId: string;
  readonly personKey: string;
  readonly label?: string;
  readonly execution: string;
  readonly machine?: string;
  readonly status: Run["status"];
  readonly startedAt: Instant;
  readonly closedAt?: Instant;
  readonly operations: number;
  /** Why it needs somebody: the error's name, or the code of the hold. */
  readonly why?: string;
  readonly todo?: string;
  readonly link?: string;
  /** It failed or is held, and no later run of the person has settled it. */
  readonly needsAttention: boolean;
}

export interface ExecutionList {
  readonly executions: readonly ExecutionLine[];
  /** How many more there are than the limit allowed. */
  readonly more: number;
}

/** Runs of every tenant unless one is named: what fails or is held first, then the newest. */
export async function listExecutions(
  input: ParsedInputOf<"executions.list">,
  deps: OperatorDeps,
): Promise<ExecutionList> {
  const lines: { readonly run: Run; readonly needsAttention: boolean }[] = [];
  for (const { config } of await tenantsOf(input.tenantId, deps))
    lines.push(...(await linesOf(config.id, input.unchanged, deps)));
  lines.sort((a, b) => Number(b.needsAttention) - Number(a.needsAttention) || newestFirst(a.run, b.run));
  const shown = lines.slice(0, input.limit);
  return {
    executions: await Promise.all(shown.map((line) => describe(line, deps))),
    more: lines.length - shown.length,
  };
}

const newestFirst = (a: Run, b: Run): number => b.startedAt.localeCompare(a.startedAt) || b.seq - a.seq;

async function linesOf(tenantId: string, unchanged: boolean, deps: OperatorDeps) {
  const lines: { run: Run; needsAttention: boolean }[] = [];
  const settled = new Set<string>();
  let seen = 0;
  for await (const run of listRuns(forTenant(deps.store, tenantId), tenantId)) {
    if (seen++ >= LOOK_BACK) break;
    const needsAttention = (run.status === "failed" || run.status === "held") && !settled.has(run.personKey);
    // A superseded run has settled nothing: somebody else's turn follows or followed.
    if (run.status !== "superseded") settled.add(run.personKey);
    if (unchanged || run.status !== "unchanged") lines.push({ run, needsAttention });
  }
  return lines;
}

async function describe(
  { run, needsAttention }: { run: Run; needsAttention: boolean },
  deps: OperatorDeps,
): Promise<ExecutionLine> {
  const { tenantId, personKey, execution, machine, status, startedAt, closedAt, link, decision } = run;
  const person: Person | undefined = (await readPerson(deps.store, tenantId, personKey))?.value;
  const hold = status === "held" ? decision?.hold : undefined;
  const why = run.error ?? hold?.code;
  return {
    tenantId,
    personKey,
    execution,
    status,
    startedAt,
    operations: decision?.operations.length ?? 0,
    needsAttention,
    ...(person?.label === undefined ? {} : { label: person.label }),
    ...(machine === undefined ? {} : { machine }),
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(why === undefined ? {} : { why }),
    ...(hold === undefined ? {} : { todo: hold.todo }),
    ...(link === undefined ? {} : { link }),
  };
}
