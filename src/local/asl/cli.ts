import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { MasteryError } from "../../domain/errors.ts";
import { loadCases } from "./conformance/cases.ts";
import { reportOf, tallyOf } from "./conformance/report.ts";
import { runCase, type Verdict } from "./conformance/run-case.ts";
import { runDefinition } from "./run-definition.ts";

// npm run -s asl -- run | conformance

const USAGE = `usage:
  npm run -s asl -- run DEFINITION --input FILE [--mocks FILE] [--set NAME=VALUE]... [--json] [--real-time]
  npm run -s asl -- conformance DIR [--query-language JSONata|JSONPath|mixed]`;

/** What a command prints and its exit status. */
interface Answer {
  readonly text: string;
  readonly status: number;
}

/** Runs the command line; status 0, 1 (it failed) or 2 (bad usage). */
export async function main(args: readonly string[]): Promise<Answer> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        input: { type: "string" },
        mocks: { type: "string" },
        set: { type: "string", multiple: true, default: [] },
        json: { type: "boolean", default: false },
        "real-time": { type: "boolean", default: false },
        "query-language": { type: "string" },
      },
    });
    const [command, target, ...rest] = positionals;
    if (target === undefined || rest.length > 0) return { text: USAGE, status: 2 };
    if (command === "conformance") return await conformance(target, values["query-language"]);
    if (command !== "run" || values.input === undefined) return { text: USAGE, status: 2 };
    const options = {
      mocks: values.mocks,
      substitutions: values.set,
      json: values.json,
      realTime: values["real-time"],
    };
    return await runDefinition(target, values.input, options);
  } catch (error) {
    if (error instanceof MasteryError) return { text: error.message, status: 1 };
    if (error instanceof Error && "code" in error) {
      const badUsage = String(error.code).startsWith("ERR_PARSE_ARGS");
      return { text: badUsage ? `${error.message}\n${USAGE}` : error.message, status: badUsage ? 2 : 1 };
    }
    throw error;
  }
}

async function conformance(directory: string, queryLanguage: string | undefined): Promise<Answer> {
  const verdicts: Verdict[] = [];
  for (const one of await loadCases(directory)) {
    const wanted = queryLanguage === undefined || queryLanguage === one.queryLanguage;
    verdicts.push(wanted ? await runCase(one) : { id: one.id, area: one.area, result: "skipped" });
  }
  return { text: reportOf(verdicts), status: tallyOf(verdicts).failed > 0 ? 1 : 0 };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { text, status } = await main(process.argv.slice(2));
  (status === 2 ? console.error : console.log)(text);
  process.exitCode = status;
}
