import * as z from "zod";
import type { AttributeAuthority } from "./decision.ts";

export const MODES = ["okta", "ad", "hr", "m365"] as const;
/** Which system is the authority for a tenant's people. */
export const Mode = z.enum(MODES);
export type Mode = z.infer<typeof Mode>;

/** Attributes that change hands together when a tenant changes its mastery. */
type AttributeClass = "sign-in" | "name" | "job" | "contact" | "custom";

/** Steps of a life cycle that have an authority of their own, beside the attributes. */
export type Step = "create" | "activate" | "deactivate" | "password" | "groups";

/** What one mode means: who owns each class of attributes and each step, and where people change it by hand. */
interface MasteryTable {
  readonly authority: string;
  readonly rightPlace: string;
  readonly attributes: Readonly<Record<AttributeClass, Mode>>;
  readonly steps: Readonly<Record<Step, Mode>>;
  /** Shown with every decision of a tenant in this mode. */
  readonly warnings: readonly string[];
}

// https://support.okta.com/help/s/article/microsoft-office-365-user-import-requirements
const M365_WARNING =
  "Microsoft 365 as the authority is not recommended: Okta imports a user only when it is enabled and licensed and has " +
  "first name, last name and e-mail, and a disabled leaver drops out of the import instead of being deactivated";

/** The presets. Contact data stay Okta's in every mode: no source imports `secondEmail` by default. */
export const MASTERY: Readonly<Record<Mode, MasteryTable>> = {
  okta: {
    authority: "Okta",
    rightPlace: "Okta Admin Console: Directory > People",
    attributes: { "sign-in": "okta", name: "okta", job: "okta", contact: "okta", custom: "okta" },
    steps: { create: "okta", activate: "okta", deactivate: "okta", password: "okta", groups: "okta" },
    warnings: [],
  },
  ad: {
    authority: "Active Directory",
    rightPlace: "Active Directory Users and Computers",
    attributes: { "sign-in": "ad", name: "ad", job: "ad", contact: "okta", custom: "ad" },
    steps: { create: "ad", activate: "ad", deactivate: "ad", password: "ad", groups: "okta" },
    warnings: [],
  },
  hr: {
    authority: "the HR system",
    rightPlace: "the HR system",
    attributes: { "sign-in": "okta", name: "hr", job: "hr", contact: "okta", custom: "hr" },
    steps: { create: "hr", activate: "hr", deactivate: "hr", password: "okta", groups: "okta" },
    warnings: [],
  },
  m365: {
    authority: "Microsoft 365",
    rightPlace: "Microsoft 365 admin center: Users > Active users",
    attributes: { "sign-in": "m365", name: "m365", job: "m365", contact: "okta", custom: "okta" },
    steps: { create: "m365", activate: "m365", deactivate: "m365", password: "okta", groups: "okta" },
    warnings: [M365_WARNING],
  },
};

/** Okta's base attributes by class; every other attribute is the org's own. https://developer.okta.com/docs/reference/api/users/#default-profile-properties */
const BASE_ATTRIBUTES: Readonly<Record<Exclude<AttributeClass, "custom">, string>> = {
  "sign-in": "login email",
  name: "firstName lastName middleName displayName nickName honorificPrefix honorificSuffix",
  contact: "secondEmail mobilePhone",
  job:
    "title department division organization costCenter employeeNumber userType manager managerId primaryPhone " +
    "streetAddress city state zipCode countryCode postalAddress locale preferredLanguage timezone profileUrl",
};

const CLASS_OF = new Map(
  Object.entries(BASE_ATTRIBUTES).flatMap(([kind, names]) =>
    names.split(" ").map((name) => [name, kind as AttributeClass] as const),
  ),
);

/** How people sign in is never a rule's to change, whoever owns it: a wrong login locks its person out. */
export function isSignInAttribute(attribute: string): boolean {
  return CLASS_OF.get(attribute) === "sign-in";
}

/** The system that owns an attribute in a mode. */
export function attributeOwner(mode: Mode, attribute: string): Mode {
  return MASTERY[mode].attributes[CLASS_OF.get(attribute) ?? "custom"];
}

/** The authority for a step, in the form in which a decision shows it. */
export function stepAuthority(mode: Mode, step: Step): AttributeAuthority {
  return { system: MASTERY[mode].steps[step], strength: "strong", rule: `preset ${mode}: ${step}` };
}
