/** What a tenant says about its messages: where answers go, its own texts, and who else hears operators' news. */
import * as z from "zod";
import { isLoopback, SecretReference } from "../connectors/okta/config.ts";
import { templateProblems } from "../domain/notifications/render.ts";
import { NOTIFICATION_TEMPLATES, type TemplateName } from "../domain/notifications/templates.ts";

const NAMES = Object.keys(NOTIFICATION_TEMPLATES) as [TemplateName, ...TemplateName[]];

const Templates = z
  .partialRecord(
    z.enum(NAMES),
    z.strictObject({
      /** One line; placeholders are written `{name}`. */
      subject: z
        .string()
        .min(1)
        .max(200)
        .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, { error: "is one line without control characters" })
        .optional(),
      text: z.string().min(1).max(5000).optional(),
    }),
  )
  .superRefine((templates, context) => {
    for (const name of NAMES)
      for (const { part, message } of templateProblems(name, templates[name] ?? {}))
        context.addIssue({ code: "custom", path: [name, part], message });
  });

const WebhookUrl = z.string().superRefine((text, context) => {
  const problem = urlProblem(text);
  if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
});

export const NotificationsConfig = z.strictObject({
  /** Where an answer to one of our mails goes. */
  replyTo: z.email({ error: "must be an e-mail address" }).optional(),
  /** The tenant's own texts, by message; what is left out is ours. */
  templates: Templates.optional(),
  /** Operators' news is posted there as well, signed (https://www.standardwebhooks.com). */
  webhook: z.strictObject({ url: WebhookUrl, secret: SecretReference }).optional(),
});

function urlProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return "must be an address, such as https://tickets.example/mastery";
  const { protocol, username, password, hash } = new URL(text);
  if (username !== "" || password !== "") return "must hold no user or password: the signature says who sends";
  if (hash !== "") return "must hold no fragment";
  if (protocol === "https:" || (protocol === "http:" && isLoopback(text))) return undefined;
  return "must begin with https://; http:// is for this machine only";
}
