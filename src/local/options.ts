import { parseArgs } from "node:util";
import { InvalidInput } from "../domain/errors.ts";

export interface StartOptions {
  /** 0 picks a free one. */
  readonly port: number;
  readonly dataDir: string;
  readonly demo: boolean;
}

export const USAGE = "usage: npm start -- [--port N] [--data DIR] [--no-demo]";
const DEFAULT_PORT = "4280";

/** @throws InvalidInput with the usage. */
export function parseStartOptions(args: readonly string[]): StartOptions {
  const { port, data, demo } = parse(args);
  const number = Number(port);
  if (!/^\d+$/.test(port) || number > 65_535) throw new InvalidInput(`--port takes a number from 0 to 65535. ${USAGE}`);
  return { port: number, dataDir: data, demo };
}

function parse(args: readonly string[]): { port: string; data: string; demo: boolean } {
  try {
    const { values } = parseArgs({
      args: [...args],
      allowNegative: true,
      options: {
        port: { type: "string", default: DEFAULT_PORT },
        data: { type: "string", default: ".mastery" },
        demo: { type: "boolean", default: true },
      },
    });
    return values;
  } catch (error) {
    throw new InvalidInput(`${error instanceof Error ? error.message : "wrong options"}. ${USAGE}`);
  }
}
