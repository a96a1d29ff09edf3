import type { Log } from "../ports/log.ts";

/** Log lines as JSON on stderr, from `level` upwards; the runtime's own output stays readable. */
export function createLocalLog(level: "info" | "warn" | "error" | "silent"): Log {
  const levels = ["info", "warn", "error", "silent"];
  const write = (at: "info" | "warn" | "error", message: string, fields: object = {}): void => {
    if (levels.indexOf(at) >= levels.indexOf(level)) console.error(JSON.stringify({ level: at, message, ...fields }));
  };
  return {
    info: (message, fields) => write("info", message, fields),
    warn: (message, fields) => write("warn", message, fields),
    error: (message, fields) => write("error", message, fields),
  };
}
