import { type Command, TENANT_OPTION, textOf } from "../command.ts";
import { operatorName } from "../operator-name.ts";
import { UsageError } from "../usage-error.ts";

const PATH = ["outbox", "take"];

/** `mastery outbox take` */
export const outboxTake: Command = {
  path: PATH,
  usage: "outbox take MESSAGE --tenant ID [--by NAME]",
  summary: "gives a message, and its one-time link, to whoever delivers it; that is written down",
  details: ["--tenant ID   whose message", "--by NAME     who takes it (default: your user name)"],
  options: { ...TENANT_OPTION, by: { type: "string" } },
  positionals: { min: 1, max: 1 },
  run: async ({ values, positionals: [key = ""], connect }) => {
    const takenBy = operatorName(textOf(values, "by"), PATH);
    const tenantId = textOf(values, "tenant");
    if (!tenantId) throw new UsageError("--tenant ID is required: a message belongs to a tenant", PATH);
    const output = await (await connect()).call("outbox.take", { tenantId, key, takenBy });
    const { to, subject, text, link } = output;
    const lines = [`To: ${to}`, `Subject: ${subject}`, "", text, ...(link === undefined ? [] : ["", link])];
    return { output, text: lines.join("\n") };
  },
};
