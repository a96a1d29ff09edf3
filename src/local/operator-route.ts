import { timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { runOperation } from "../api/run-operation.ts";
import { MasteryError } from "../domain/errors.ts";
import { json, type LocalRoute } from "./http-server.ts";
import type { Runtime } from "./runtime.ts";

const Call = z.strictObject({ operation: z.string(), input: z.unknown() });

/** The largest HR file, in base64, and what is around it. */
const MAX_CALL_BYTES = 90 * 1024 * 1024;

/** The command line's way into the running process: the same operations, behind the token in the data folder. */
export function operatorRoute(runtime: Runtime, token: string): LocalRoute {
  return {
    method: "POST",
    path: "/v1/operator",
    maxReadBytes: MAX_CALL_BYTES,
    answer: async ({ headers, body }) => {
      if (!sameText(headers.authorization ?? "", `Bearer ${token}`)) return json(401, { ok: false });
      const call = Call.safeParse(parseJson(body));
      if (!call.success) return json(400, { ok: false, error: { name: "InvalidInput", message: "not an operation" } });
      try {
        const output = await runOperation(call.data.operation, call.data.input, runtime.deps);
        return json(200, { ok: true, output });
      } catch (error) {
        if (!(error instanceof MasteryError)) throw error;
        return json(200, { ok: false, error: { name: error.name, message: error.message } });
      }
    },
  };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
