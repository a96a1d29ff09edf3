/** Fills a message in, and finds what is wrong with a tenant's own text of one. Pure. */
import {
  NOTIFICATION_TEMPLATES,
  type NotificationValues,
  type OwnTemplate,
  type Template,
  type TemplateName,
} from "./templates.ts";

const PLACEHOLDER = /\{([^{}]*)\}/g;
/** The one-time link's: it is put in when the mail leaves, so that it lies in no record. */
const LINK = "{link}";

/** What is wrong with a tenant's own text, part by part. */
export function templateProblems(
  name: TemplateName,
  own: OwnTemplate,
): readonly { readonly part: "subject" | "text"; readonly message: string }[] {
  const known = Object.keys(NOTIFICATION_TEMPLATES[name].placeholders);
  const hasLink = name === "manager-activation-link";
  return (["subject", "text"] as const).flatMap((part) => {
    const text = own[part];
    if (text === undefined) return [];
    const allowed = hasLink && part === "text" ? [...known, "link"] : known;
    const unknown = [...text.matchAll(PLACEHOLDER)].map(([, inner = ""]) => inner).filter((p) => !allowed.includes(p));
    const list = allowed.map((placeholder) => `{${placeholder}}`).join(", ");
    const problems = unknown.map((inner) => `{${inner}} is no placeholder of ${name}; there are ${list}`);
    if (/[{}]/.test(text.replace(PLACEHOLDER, ""))) problems.push("has a brace without its partner; write {name}");
    if (hasLink && part === "text" && !text.includes(LINK))
      problems.push("lacks {link}: without it the manager cannot fetch the first credential");
    return problems.map((message) => ({ part, message }));
  });
}

/**
 * Fills a message in. A line whose placeholders are all empty is left out; a subject is one line, whatever the values
 * are. `{link}` stays for whoever sends.
 */
export function renderNotification<T extends TemplateName>(
  template: T,
  values: NotificationValues<T> & { readonly tenant: string },
  own: OwnTemplate = {},
): { readonly subject: string; readonly text: string } {
  const { placeholders, subject, text }: Template = NOTIFICATION_TEMPLATES[template];
  const given = (name: string): string => (values as Readonly<Record<string, string>>)[name]?.trim() ?? "";
  const isEmpty = (name: string): boolean => given(name) === "" && placeholders[name]?.fallback === undefined;
  const fill = (line: string): string =>
    line.replace(PLACEHOLDER, (whole: string, name: string, offset: number) => {
      if (whole === LINK) return whole;
      const value = given(name);
      if (value !== "") return value;
      const fallback = placeholders[name]?.fallback ?? "";
      return offset === 0 ? fallback.charAt(0).toUpperCase() + fallback.slice(1) : fallback;
    });
  const isLeftOut = (line: string): boolean => {
    const names = [...line.matchAll(PLACEHOLDER)].map(([, name = ""]) => name);
    return names.length > 0 && names.every((name) => name !== "link" && isEmpty(name));
  };
  const lines = (own.text ?? text).split(/\r\n|\r|\n/).filter((line) => !isLeftOut(line));
  return { subject: oneLine(fill(own.subject ?? subject)), text: lines.map(fill).join("\n") };
}

/** Without anything that a mail program or a header may take for the end of a line. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
