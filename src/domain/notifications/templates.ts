/** The texts of our messages, and what a tenant's own may name. */

/** The word that stands for a placeholder without a value, where a sentence needs one. */
type Placeholders = Readonly<Record<string, { readonly fallback?: string }>>;

export interface Template {
  readonly placeholders: Placeholders;
  readonly subject: string;
  readonly text: string;
}

/** What every message may name beside its own. */
const ANYWHERE = { tenant: {} } satisfies Placeholders;
const TICKETED = { ...ANYWHERE, person: {}, execution: {}, ticket: {} } satisfies Placeholders;

/** Every kind of message, with the closed list of its placeholders and the text for tenants without their own. */
export const NOTIFICATION_TEMPLATES = {
  "manager-welcome": {
    placeholders: { ...ANYWHERE, name: { fallback: "your new team member" } },
    subject: "{name} can start",
    text:
      "The account of {name} is ready: profile completed, groups given, sign-in prepared.\n" +
      "On the first day, make sure that the activation mail or link has arrived and that a second factor is enrolled.",
  },
  "manager-activation-link": {
    placeholders: { ...ANYWHERE, days: {}, execution: {} },
    subject: "Activation link for your new team member",
    text:
      "On this page you get the one-time activation link for the person who joins your team:\n\n{link}\n\n" +
      "It works once, and for {days} days. If this mail came twice, use the newest.\n\nRun: {execution}.",
  },
  "manager-move": {
    placeholders: {
      ...ANYWHERE,
      name: { fallback: "a member of your team" },
      headline: {},
      news: {},
      groupsGained: {},
      groupsLost: {},
      groupsKept: {},
      keptUntil: {},
    },
    subject: "{headline}",
    text:
      "{name}: {news}.\nGroups gained: {groupsGained}.\nGroups lost: {groupsLost}.\n" +
      "Kept until {keptUntil} at the latest: {groupsKept}.\n" +
      "Access that was granted by hand stays: say if it has to go.",
  },
  "contract-ends": {
    placeholders: { ...ANYWHERE, name: { fallback: "a contractor for whom you answer" }, endDate: {} },
    subject: "The contract of {name} ends on {endDate}",
    text:
      "The access of {name} ends after {endDate}.\n" +
      "If the contract goes on, ask your IT provider before that day to extend it, with the new end date.",
  },
  "leaver-tasks": {
    placeholders: { ...TICKETED, title: {}, instructions: {}, due: {} },
    subject: "{title}: due {due}",
    text: "{instructions}\n\nPerson: {person}. Run: {execution}.\nTicket: {ticket}",
  },
  hold: {
    placeholders: { ...TICKETED, code: {}, reason: {}, todo: {} },
    subject: "Held: {code}",
    text: "{reason}.\nWhat to do: {todo}.\nPerson: mastery person show {person}\nTicket: {ticket}",
  },
  "run-failed": {
    placeholders: { ...TICKETED, error: {}, cause: {}, page: {} },
    subject: "Failed: {execution}",
    text:
      "{error}: {cause}\n\nLook at it: {page}\n" +
      "It is tried again by itself. At once: mastery executions rerun {execution}\nTicket: {ticket}",
  },
  "feed-held-back": {
    placeholders: { ...ANYWHERE, tenantId: {}, feed: {}, file: {}, count: {}, rows: {} },
    subject: "Rows held back: {file}",
    text:
      "{count} rows of the HR file {file} of feed {feed} cannot be used. They changed nobody; the others went on.\n{rows}\n" +
      "The results file has all of them. Mend the rows in the HR system: the next file brings them.",
  },
  "feed-rejected": {
    placeholders: { ...ANYWHERE, tenantId: {}, feed: {}, file: {}, problems: {} },
    subject: "HR file rejected: {file}",
    text:
      "The HR file {file} of feed {feed} was rejected, and nobody was changed.\n{problems}\n" +
      "All problems: mastery feed list --tenant {tenantId} --json",
  },
} as const satisfies Readonly<Record<string, Template>>;
export type TemplateName = keyof typeof NOTIFICATION_TEMPLATES;

/** What fills the placeholders of a message; the tenant's name is known to whoever renders. */
export type NotificationValues<T extends TemplateName> = Readonly<
  Record<Exclude<keyof (typeof NOTIFICATION_TEMPLATES)[T]["placeholders"], "tenant">, string>
>;

/** A tenant's own text of one message; what it leaves out is ours. */
export interface OwnTemplate {
  readonly subject?: string | undefined;
  readonly text?: string | undefined;
}
