import type { Person } from "../../domain/person.ts";
import { listPeople } from "../../stores/people.ts";
import { listRunsOf, type Run } from "../../stores/runs.ts";
import { forTenant } from "../../stores/tenant-store.ts";
import { listTenants } from "../../tenants/tenant-records.ts";
import { DEFAULT_DATA_DIR } from "../options.ts";
import type { Stage } from "./story.ts";

interface Standing {
  readonly tenantId: string;
  readonly person: Person;
  /** The last one that had something to do, or else the last look. */
  readonly run: Run | undefined;
}

/** Who is what, and why; then what to try next. */
export async function printSummary(stage: Stage): Promise<void> {
  const { print } = stage;
  const standings = await readStandings(stage);
  print("Who is what, and why:");
  for (const { person, run } of standings) {
    const why = person.hold?.reason ?? (run ? reasonOf(run) : "not looked at yet");
    print(`  ${(person.label ?? "?").padEnd(14)} ${person.phase.padEnd(8)} ${why}`);
  }
  print("\nTry next, in another terminal:");
  for (const command of commandsToTry(standings, dataOption(stage.dataDir))) print(`  ${command}`);
  print(`The page at ${stage.baseUrl}/ shows what moves.`);
}

function reasonOf({ machine, decision }: Run): string {
  return machine ? `${machine}: ${decision?.reason}` : (decision?.reason ?? "");
}

async function readStandings({ runtime }: Stage): Promise<readonly Standing[]> {
  const { store } = runtime.deps;
  const standings: Standing[] = [];
  for await (const { config } of listTenants(store)) {
    const tenantStore = forTenant(store, config.id);
    for await (const person of listPeople(tenantStore, config.id)) {
      const runs = await listRunsOf(tenantStore, config.id, person.key);
      standings.push({ tenantId: config.id, person, run: runs.findLast(({ machine }) => machine) ?? runs.at(-1) });
    }
  }
  return standings;
}

/** Examples that work as they stand: with a person and an execution that exist. */
function commandsToTry(standings: readonly Standing[], data: string): readonly string[] {
  const mastery = (command: string): string => `npm run -s mastery -- ${command}${data}`;
  const present = standings.find(({ person }) => person.phase === "joined" || person.phase === "adopted");
  const execution = standings.find(({ run }) => run?.machine)?.run?.execution;
  const someone = present ?? standings[0];
  return [
    mastery("status"),
    mastery("person list"),
    ...(someone ? [mastery(`person show ${someone.person.key}`)] : []),
    mastery("executions list"),
    ...(execution === undefined ? [] : [mastery(`executions show ${execution}`)]),
    mastery("simulate"),
    ...(present
      ? [mastery(`person leave ${present.person.key} --tenant ${present.tenantId} --reason "asked to leave"`)]
      : []),
  ];
}

/** The command line looks into the same folder without being told only when that is the default one. */
function dataOption(dataDir: string): string {
  if (dataDir === DEFAULT_DATA_DIR) return "";
  return ` --data ${/^[\w./-]+$/.test(dataDir) ? dataDir : `'${dataDir.replaceAll("'", "'\\''")}'`}`;
}
