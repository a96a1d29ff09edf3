import { userInfo } from "node:os";
import { UsageError } from "./usage-error.ts";

/** Who gives an order: the name that was given, else the user of the operating system. */
export function operatorName(given: string | undefined, path: readonly string[]): string {
  if (given !== undefined && given.trim() !== "") return given.trim();
  try {
    return userInfo().username;
  } catch {
    throw new UsageError("this user has no name here: say who orders it with --by NAME", path);
  }
}
