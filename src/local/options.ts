import { parseArgs } from "node:util";

export interface StartOptions {
  /** 0 picks a free one. */
  readonly port: number;
  readonly dataDir: string;
  readonly demo: boolean;
}

export const DEFAULT_DATA_DIR = ".mastery";
const DEFAULT_PORT = "4280";

export const USAGE = `usage: npm start -- [--port N] [--data DIR] [--no-demo]
  --port N     where it listens on 127.0.0.1 (default ${DEFAULT_PORT}; 0 picks a free one)
  --data DIR   the folder that keeps everything (default ${DEFAULT_DATA_DIR})
  --no-demo    no example tenants, no story`;

/** The options cannot be understood: exit status 2. */
export class BadUsage extends Error {
  override readonly name = "BadUsage";
}

/** Undefined when the usage is asked for. @throws BadUsage in one line. */
export function parseStartOptions(args: readonly string[]): StartOptions | undefined {
  const { port, data, demo, help } = parse(args);
  if (help) return undefined;
  const number = Number(port);
  if (!/^\d+$/.test(port) || number > 65_535) throw new BadUsage("--port takes a number from 0 to 65535");
  if (data === "") throw new BadUsage("--data takes the path of a folder");
  return { port: number, dataDir: data, demo };
}

function parse(args: readonly string[]): { port: string; data: string; demo: boolean; help: boolean } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: "string", default: DEFAULT_PORT },
        data: { type: "string", default: DEFAULT_DATA_DIR },
        demo: { type: "boolean", default: true },
        "no-demo": { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    return { ...values, demo: values.demo && !values["no-demo"] };
  } catch (error) {
    const [problem = "wrong options"] = error instanceof Error ? error.message.split("\n") : [];
    throw new BadUsage(problem.replace(/\.$/, ""));
  }
}
