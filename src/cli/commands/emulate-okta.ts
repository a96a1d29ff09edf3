import { InvalidInput } from "../../domain/errors.ts";
import { type Command, textOf } from "../command.ts";
import { facts } from "../table.ts";
import { UsageError } from "../usage-error.ts";

const PATH = ["emulate", "okta"];

/** `mastery emulate okta`: an Okta org on this machine, empty but for its administrator. */
export const emulateOkta: Command = {
  path: PATH,
  usage: "emulate okta [--port N]",
  summary: "runs an Okta org on this machine until Ctrl-C",
  details: ["--port N   0 (the default) picks a free one"],
  options: { port: { type: "string" } },
  positionals: { min: 0, max: 0 },
  run: async ({ values }) => {
    const port = Number(textOf(values, "port") ?? "0");
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new UsageError("--port takes a number from 0 to 65535", PATH);
    const { startOktaEmulator } = await import("../../emulators/okta/index.ts");
    const emulator = await startOktaEmulator({ port }).catch((error: unknown) => {
      const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
      throw new InvalidInput(`port ${port} cannot be used (${code}); choose another with --port N`);
    });
    const [url, apiToken] = [emulator.url, emulator.org("default").apiToken];
    const text = facts([
      ["Okta base URL", url],
      ["API token", apiToken],
    ]);
    const hints = [`try: curl -H "Authorization: SSWS ${apiToken}" ${url}/api/v1/users  (Ctrl-C ends it)`];
    return { output: { url, apiToken }, text, hints, until: interrupted().then(() => emulator.close()) };
  },
};

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}
