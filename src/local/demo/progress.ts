/** How far the story has been told, so that one that was cut off goes on where it was. */
import { readFileSync } from "node:fs";
import * as z from "zod";
import { replaceFile } from "../whole-file.ts";

const Told = z.strictObject({ schemaVersion: z.literal(1), told: z.array(z.string()), ended: z.boolean() });

export interface Progress {
  /** `cut-off`: the process ended in the middle of the story. */
  readonly state: "new" | "cut-off" | "ended";
  /** Does a step that has not been done yet, and remembers that it has. */
  once(step: string, work: () => Promise<void> | void): Promise<void>;
  /** Whether a step was done, now or by an earlier process. */
  isDone(step: string): boolean;
  begin(): void;
  end(): void;
}

export function readProgress(file: string): Progress {
  const before = read(file);
  const told = new Set(before?.told);
  const write = (ended: boolean): void =>
    replaceFile(file, `${JSON.stringify({ schemaVersion: 1, told: [...told], ended })}\n`);
  return {
    state: before === undefined ? "new" : before.ended ? "ended" : "cut-off",
    isDone: (step) => told.has(step),
    once: async (step, work) => {
      if (told.has(step)) return;
      await work();
      told.add(step);
      write(false);
    },
    begin: () => write(false),
    end: () => write(true),
  };
}

function read(file: string): z.infer<typeof Told> | undefined {
  try {
    return Told.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
