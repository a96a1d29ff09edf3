/** What operators of the machinery see beside the store: logs, executions and queues. None of it may name anybody. */
import type { Log } from "../../src/ports/log.ts";

/** Addresses, names and values of the people of `company.ts`; ids, groups' ids and attributes' names are no secrets. */
const PERSONAL = /[\w.-]+@(?:north|south|home)\.example|Smith|Baker|Boss\b|\bC-(?:SAL|ENG|FIN)\b|(?:Clerk|Lead)\b/;

export interface Outsiders {
  /** Looks at what was written there. */
  see(where: string, what: unknown): void;
  readonly log: Log;
  readonly counts: { "texts without personal data": number };
}

export function createOutsiders(onFailure: (what: string) => void, write: Log): Outsiders {
  const counts = { "texts without personal data": 0 };
  const see = (where: string, what: unknown): void => {
    const found = PERSONAL.exec(typeof what === "string" ? what : (JSON.stringify(what) ?? ""));
    if (found) onFailure(`${where} names ${found[0]}`);
    else counts["texts without personal data"] += 1;
  };
  const seen =
    (level: "info" | "warn" | "error"): Log["info"] =>
    (message, fields) => {
      see("a log line", [message, fields]);
      write[level](message, fields);
    };
  return { see, counts, log: { info: seen("info"), warn: seen("warn"), error: seen("error") } };
}
