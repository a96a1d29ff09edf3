import type { Instant } from "../domain/time.ts";
import type { SentWorker } from "../domain/worker-record.ts";

/** Something that is wrong, where, and what to do. Never a cell's value: what HR writes is personal. */
export interface FeedProblem {
  /** Line of the file, or number of the record, from 1. */
  readonly line?: number | undefined;
  /** The source's own name of the column. */
  readonly column?: string | undefined;
  readonly what: string;
}

/** A worker, or why the row is held back; what is held back changes nobody. */
export type FeedRow =
  | { readonly kind: "worker"; readonly line: number; readonly workerId: string; readonly record: SentWorker }
  | {
      readonly kind: "held-back";
      readonly line: number;
      readonly workerId?: string;
      readonly problems: readonly FeedProblem[];
    };

/** A reading passes the gate as a whole, or changes nobody. */
export type FeedReading =
  | {
      readonly verdict: "accepted";
      /** Canonical names of the fields that were sent. */
      readonly fields: readonly string[];
      readonly rows: readonly FeedRow[];
    }
  | {
      readonly verdict: "rejected";
      readonly problems: readonly FeedProblem[];
      /** How many more problems there are than are listed. */
      readonly more: number;
    };

/** What the last accepted full reading had: a reading that has much less is taken for half of one. */
export interface LastGood {
  readonly rows: number;
  readonly fields: readonly string[];
}

export interface FeedLook {
  readonly observedAt: Instant;
  readonly lastGood?: LastGood;
  /** A named operator has said that the feed did shrink. */
  readonly acceptShrinkage: boolean;
}

/**
 * One state of an HR feed, whole (`full`) or what changed (`delta`). Absence from either never means that somebody left.
 * Reading it changes nothing and gives the same for the same content. Content that is wrong is a rejected reading, never
 * an error. Errors: `ProviderUnavailable`, `AccessDenied`, `RateLimited` where the source is a system.
 */
export interface FeedSource {
  readonly name: string;
  readonly kind: "full" | "delta";
  /** Stands for this content of this feed: the same version is processed once. */
  readonly version: string;
  read(look: FeedLook): Promise<FeedReading>;
}
