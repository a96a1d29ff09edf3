/** Failures on demand: the next requests that match fail in a chosen way. */

export interface Fault {
  /** Defaults to every method. */
  readonly method?: string | undefined;
  /** Path below the org's base URL; `*` stands for one segment, a final `**` for the rest. */
  readonly path: string;
  /** How many matching requests fail; defaults to one. */
  readonly times?: number | undefined;
  /** How many matching requests pass before that. */
  readonly skip?: number | undefined;
  /** `lost-answer` does the work and then drops the connection; `hang` never answers; `no-effect` says 204 and does nothing. */
  readonly kind: "status" | "reset" | "hang" | "lost-answer" | "no-effect" | "delay";
  /** 401 and 403: as for a revoked token, and for a missing admin role. */
  readonly status?: 401 | 403 | 429 | 500 | 502 | 503 | 504 | undefined;
  readonly delayMs?: number | undefined;
}

export interface FaultQueue {
  add(fault: Fault): void;
  /** The fault that this request runs into, if any; counts it as used. */
  take(method: string, path: string): Fault | undefined;
  clear(): void;
}

/** An empty queue of faults. */
export function createFaultQueue(): FaultQueue {
  let queue: { fault: Fault; pattern: RegExp; skip: number; left: number }[] = [];
  return {
    add: (fault) => {
      queue.push({ fault, pattern: toPattern(fault.path), skip: fault.skip ?? 0, left: fault.times ?? 1 });
    },
    take: (method, path) => {
      for (const entry of queue) {
        const { fault } = entry;
        if (entry.left === 0 || (fault.method ?? method) !== method || !entry.pattern.test(path)) continue;
        if (entry.skip > 0) {
          entry.skip -= 1;
          continue;
        }
        entry.left -= 1;
        return fault;
      }
      return undefined;
    },
    clear: () => {
      queue = [];
    },
  };
}

function toPattern(path: string): RegExp {
  const escaped = path.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  const source = escaped.replace(/\*\*|\*/g, (stars) => (stars === "**" ? ".*" : "[^/]+"));
  return new RegExp(`^${source}$`);
}
