/** Every history that ever ended wrongly, in its shortest form, and what was wrong. */
import type { History } from "./history.ts";

export interface Regression {
  readonly what: string;
  readonly history: History;
}

export const REGRESSIONS: readonly Regression[] = [];
