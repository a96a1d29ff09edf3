import { InvalidInput } from "../../domain/errors.ts";
import { type Command, TENANT_OPTION, textOf } from "../command.ts";
import { operatorName } from "../operator-name.ts";
import { requiredTenant } from "../required-tenant.ts";
import { UsageError } from "../usage-error.ts";

const PATH = ["secret", "set"];

/** `mastery secret set` */
export const secretSet: Command = {
  path: PATH,
  usage: "secret set NAME --tenant ID [--by NAME]",
  summary: "seals a secret that it reads from standard input, and prints nothing of it",
  details: [
    "--tenant ID   whose secret; its config says which names there are",
    "--by NAME     who sets it (default: your user name)",
    "mastery secret set NAME --tenant ID < FILE     one line break at the end is not part of it",
  ],
  options: { ...TENANT_OPTION, by: { type: "string" } },
  // As many as there are: what stands behind the name is refused without being repeated.
  positionals: { min: 1, max: Number.POSITIVE_INFINITY },
  run: async ({ values, positionals: [name = "", ...more], readStdin, connect }) => {
    if (more.length > 0)
      throw new UsageError(
        "a secret is never an argument: it would stay in the shell's history and in the list of processes; pipe it in",
        PATH,
      );
    const tenantId = requiredTenant(values, "a secret belongs to a tenant", PATH);
    const by = operatorName(textOf(values, "by"), PATH);
    const value = valueIn(await readStdin());
    const output = await (await connect()).call("secret.set", { tenantId, name, value, by });
    const { hookSecretBefore } = output;
    const hints = hookSecretBefore
      ? [
          `${untilText(hookSecretBefore.until)} Okta may still send the old one; \`mastery hook rotate\` changes it there`,
        ]
      : [];
    return { output, text: `tenant ${tenantId}: ${name} is set, for ${output.usedBy.join(", ")}`, hints };
  },
};

const untilText = (until: string | undefined): string =>
  until === undefined ? "Until it is dropped," : `Until ${until}`;

/** What was piped in, without the line break that `echo` and editors put at the end. */
function valueIn(text: string | undefined): string {
  if (text === undefined)
    throw new UsageError(
      "standard input is a terminal, which would show what you type; pipe the secret in, from a file or a password manager",
      PATH,
    );
  const value = text.replace(/\r?\n$/, "");
  if (value.trim() === "") throw new InvalidInput("standard input holds no secret: it is empty");
  return value;
}
