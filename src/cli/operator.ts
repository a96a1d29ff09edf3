import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { InputOf, OperationName, Outputs } from "../api/contract.ts";
import type { OperatorDeps } from "../api/operator-deps.ts";
import { callOverHttp, isAlive, OperatorEndpoint } from "./http-operator.ts";

/** The operator's operations, wherever they run. */
export interface Operator {
  /** `folder`: nothing runs there; what is ordered waits for the next start. */
  readonly place: "process" | "folder" | "stack";
  call<Name extends OperationName>(name: Name, input: InputOf<Name>): Promise<Outputs[Name]>;
  close(): Promise<void>;
}

export interface Reach {
  readonly dataDir: string;
  /** Path of a file that `cdk deploy --outputs-file` wrote. */
  readonly stackOutputs?: string;
  /** Make the data folder if there is none. */
  readonly create?: boolean;
}

/** A deployed stack when one is named; else the process that runs on the data folder; else the folder itself. */
export async function connect({ dataDir, stackOutputs, create = false }: Reach): Promise<Operator> {
  if (stackOutputs !== undefined) {
    const { openAwsDeps } = await import("../aws/open.ts");
    return inProcess("stack", await openAwsDeps({ outputsFile: stackOutputs }));
  }
  const endpoint = readEndpoint(dataDir);
  if (endpoint && (await isAlive(endpoint)))
    return { place: "process", call: (name, input) => callOverHttp(endpoint, name, input), close: async () => {} };
  const { openLocalDeps } = await import("../local/open.ts");
  return inProcess("folder", await openLocalDeps({ dataDir, create }));
}

async function inProcess(
  place: Operator["place"],
  opened: { readonly deps: OperatorDeps; close(): Promise<void> },
): Promise<Operator> {
  const { runOperation } = await import("../api/run-operation.ts");
  return {
    place,
    // Sound: an operation's output is what the contract says, and the same over HTTP.
    call: async (name, input) => (await runOperation(name, input, opened.deps)) as Outputs[typeof name],
    close: opened.close,
  };
}

/** How the running process is reached; undefined when there is none, or its file is half written. */
function readEndpoint(dataDir: string): OperatorEndpoint | undefined {
  try {
    return OperatorEndpoint.parse(JSON.parse(readFileSync(join(dataDir, "operator.json"), "utf8")));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError || isFileError(error)) return undefined;
    throw error;
  }
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && "code" in error;
}
