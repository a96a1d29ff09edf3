import { NOTIFICATION_TEMPLATES, type TemplateName } from "../src/domain/notifications/templates.ts";
import { WEBHOOK_EVENTS } from "../src/lambda/tell-operators.ts";
import { writeOrCheck } from "./generated-file.ts";

// docs/messages.md: every message with its text, what a tenant's own text may name, and its event for the webhook.

const events: Partial<Record<string, string>> = WEBHOOK_EVENTS;

function section(name: TemplateName): string {
  const { placeholders, subject, text } = NOTIFICATION_TEMPLATES[name];
  const names = [...Object.keys(placeholders), ...(name === "manager-activation-link" ? ["link"] : [])];
  const event = events[name];
  return [
    `## ${name}`,
    "",
    `Placeholders: ${names.map((placeholder) => `\`{${placeholder}}\``).join(", ")}.${event ? ` For the webhook: \`${event}\`.` : ""}`,
    "",
    "```text",
    `Subject: ${subject}`,
    "",
    text,
    "```",
    "",
  ].join("\n");
}

writeOrCheck(
  "docs/messages.md",
  `# Messages

Generated from \`src/domain/notifications/templates.ts\` by \`npm run generate\`.

These are the texts without a tenant's own. \`notifications.templates\` in the tenant's file replaces subject or text of any
of them; "Messages and webhook" in [operations.md](operations.md) says how. A line whose placeholders are all empty is left
out.

${(Object.keys(NOTIFICATION_TEMPLATES) as TemplateName[]).map(section).join("\n")}`,
);
