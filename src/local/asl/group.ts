import type { Json } from "../../domain/json.ts";
import { CANCELLED, Cancelled, StateFailed } from "./errors.ts";
import { type ChildFrame, type Frame, record } from "./frame.ts";

// The branches of a Parallel state or the iterations of a Map state: the first failure ends all the others.

/** Runs all of them, at most `concurrency` at the same time; results are in the order of the children. */
export async function runGroup(
  parent: Frame,
  children: readonly ChildFrame[],
  concurrency: number,
  runChild: (child: ChildFrame, index: number) => Promise<Json>,
): Promise<Json[]> {
  const results: Json[] = [];
  const waiting = children.entries();
  const outer = parent.cancellation.signal;
  const cancelAll = (): void => {
    for (const child of children) {
      child.running = false;
      child.frame.cancellation.abort(CANCELLED);
    }
  };
  if (parent.open !== undefined) parent.open = { ...parent.open, children };
  outer.addEventListener("abort", cancelAll, { once: true });
  const worker = async (): Promise<void> => {
    for (const [index, child] of waiting) {
      if (outer.aborted || child.frame.cancellation.signal.aborted) return;
      child.running = true;
      try {
        results[index] = await runChild(child, index);
      } catch (error) {
        child.failed = true;
        throw error;
      }
      child.running = false;
      parent.lastEventId = child.frame.lastEventId;
    }
  };
  let failure: unknown;
  const workers = Array.from({ length: Math.min(concurrency, children.length) }, () =>
    worker().catch((error: unknown) => {
      if (error instanceof Cancelled || failure !== undefined) return;
      failure = error;
      try {
        if (error instanceof StateFailed && !outer.aborted) abortChildren(parent, children);
      } finally {
        cancelAll();
      }
    }),
  );
  await Promise.all(workers);
  outer.removeEventListener("abort", cancelAll);
  if (failure !== undefined) throw failure;
  if (outer.aborted) throw CANCELLED;
  return results;
}

/** Histories show the states that a failing sibling, or their own task, left unfinished. */
function abortChildren(parent: Frame, children: readonly ChildFrame[]): void {
  const running = children.filter((child) => child.running);
  // The one that failed comes first.
  for (const child of running.toSorted((one, other) => Number(other.failed) - Number(one.failed))) {
    const { frame, iteration } = child;
    if (iteration !== undefined && !child.failed) {
      record(frame, "MapIterationAborted", parent.open?.state.name, {
        name: parent.open?.state.name,
        index: iteration,
      });
    }
    abortOpenState(frame);
    parent.lastEventId = frame.lastEventId;
  }
}

const ABORTABLE = new Set(["Task", "Wait", "Parallel", "Map"]);

function abortOpenState(frame: Frame): void {
  const { open } = frame;
  if (open === undefined || open.failed) return;
  if (ABORTABLE.has(open.state.type)) record(frame, `${open.state.type}StateAborted`, open.state.name);
  abortChildren(frame, open.children);
}
