import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Json } from "../../../domain/json.ts";
import { instantOf } from "../../../domain/time.ts";
import { createRealClock, createSkippingClock } from "../../clock.ts";
import { createEngine, type Engine, type ExecutionOutcome } from "../engine.ts";
import type { ExecutionEvent } from "../history.ts";
import { parseMachine } from "../parse-machine.ts";
import type { Surroundings } from "./cases.ts";
import { mockedPorts } from "./mocks.ts";

// One execution of a definition with mocked functions, by default on a clock that skips waits.

interface SimulationRequest {
  readonly definition: unknown;
  /** Where the definition comes from, for messages. */
  readonly source: string;
  readonly input: Json;
  readonly surroundings: Surroundings;
  readonly realTime?: boolean;
}

export interface Simulation {
  readonly outcome: ExecutionOutcome;
  readonly events: readonly ExecutionEvent[];
}

/** Errors: `InvalidInput` for a definition that cannot be run. */
export async function simulate(request: SimulationRequest): Promise<Simulation> {
  const machine = parseMachine(request.definition, request.source);
  const clock = request.realTime ? createRealClock() : createSkippingClock(instantOf(Date.now()));
  const events: ExecutionEvent[] = [];
  const machineName = `simulated-${createHash("sha256").update(request.source).digest("hex").slice(0, 8)}`;
  const engine: Engine = createEngine({
    ...mockedPorts(request.surroundings, clock, () => engine),
    clock,
    random: Math.random,
    ids: { uuid: randomUUID, hex: (bytes) => randomBytes(bytes).toString("hex") },
    onEvent: (_, event) => events.push(event),
  });
  const execution = engine.start({
    machine,
    machineName,
    machineArn: `arn:aws:states:us-east-1:111111111111:stateMachine:${machineName}`,
    name: randomUUID(),
    input: request.input,
  });
  return { outcome: await execution.done, events };
}
