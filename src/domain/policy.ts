import * as z from "zod";
import { TimeZone } from "./time.ts";

/** Which worker attributes a rule may look at. */
export const MATCH_ATTRIBUTES = ["department", "title", "location", "workerType", "division", "company"] as const;
export type MatchAttribute = (typeof MATCH_ATTRIBUTES)[number];

/** One value or several, any of which matches; compared without case and surrounding white space. */
const OneOf = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

/** All named attributes must match; an empty match holds for everybody. */
export const Match = z.partialRecord(z.enum(MATCH_ATTRIBUTES), OneOf);
export type Match = z.infer<typeof Match>;

/** How strong the authority's word is: strong always wins, weak fills what is empty. */
export const Strength = z.enum(["strong", "weak"]);

export const ProfileRule = z.strictObject({
  attribute: z.string().min(1),
  /** Text in which `{attribute}` stands for the profile's value of that attribute. */
  value: z.string().min(1),
  when: Match.default({}),
  strength: Strength.default("weak"),
});
export type ProfileRule = z.infer<typeof ProfileRule>;

export const GroupPolicyRule = z.strictObject({
  /** Exact name of an Okta group. */
  group: z.string().min(1),
  when: Match.default({}),
});
export type GroupPolicyRule = z.infer<typeof GroupPolicyRule>;

export const LeaverTask = z.strictObject({
  key: z.string().regex(/^[a-z0-9-]{1,40}$/, { error: "is lower-case letters, digits and dashes" }),
  title: z.string().min(1).max(120),
  instructions: z.string().min(1).max(2000),
  /** E-mail address of who has to do it. */
  owner: z.email(),
  dueDays: z.int().min(0).max(365),
});
export type LeaverTask = z.infer<typeof LeaverTask>;

/** What a tenant wants to happen to its joiners, movers and leavers: the part of its config that `decide` reads. */
export const Policy = z.strictObject({
  timeZone: TimeZone,
  /** Name of the Okta profile attribute that carries each worker attribute. */
  attributes: z
    .strictObject({
      department: z.string().default("department"),
      title: z.string().default("title"),
      location: z.string().default("city"),
      workerType: z.string().default("userType"),
      division: z.string().default("division"),
      company: z.string().default("organization"),
      personalEmail: z.string().default("secondEmail"),
      /** Holds the manager's Okta login, e-mail or id. */
      manager: z.string().default("managerId"),
      /** Calendar dates (YYYY-MM-DD), if the org has such attributes. */
      startDate: z.string().optional(),
      endDate: z.string().optional(),
    })
    .prefault({}),
  /** Variable name of the Okta user type of each worker type. Of a worker type that is not named it is left alone. */
  userTypes: z.record(z.string().min(1), z.string().min(1)).default({}),
  joiner: z
    .strictObject({
      /** Login for a worker whose record has no work e-mail address, of `{given}`, `{family}` and `{number}`. */
      login: z
        .string()
        .regex(/^(?:[a-z0-9._-]|\{(?:given|family|number)\})+@[a-z0-9.-]+\.[a-z]{2,}$/i, {
          error: "is not a login such as {given}.{family}@acme.example",
        })
        .optional(),
      profile: z.array(ProfileRule).default([]),
      groups: z.array(GroupPolicyRule).default([]),
      /** Days before the start date on which the account is completed and activated. */
      leadDays: z.int().min(0).max(30).default(0),
      /**
       * `okta-mail`: Okta's activation mail, where the account has a personal address; `manager-link`: a one-time link
       * to the manager. The other way serves where the first has no address; with neither the joiner is held.
       */
      firstCredential: z.enum(["okta-mail", "manager-link"]).default("okta-mail"),
      welcomeManager: z.boolean().default(true),
    })
    .prefault({}),
  mover: z
    .strictObject({
      /** Days for which somebody who moves keeps the groups of the former job. */
      overlapDays: z.int().min(0).max(90).default(0),
      /** Lets the managers before and after a move know. */
      tellManagers: z.boolean().default(true),
      /** Text attribute that keeps the former e-mail addresses, separated by commas, when the address changes. */
      aliasAttribute: z.string().min(1).optional(),
    })
    .prefault({}),
  leaver: z
    .strictObject({
      /** Days between blocking sign-in and deactivation, which removes app assignments for good. */
      deactivateAfterDays: z.int().min(0).max(365).default(0),
      /** Names of groups that a leaver keeps. */
      keepGroups: z.array(z.string()).default([]),
      tasks: z.array(LeaverTask).default([]),
    })
    .prefault({}),
  contractors: z
    .strictObject({
      /** Days before the end date of an engagement on which its sponsor is told. */
      reminderDays: z.array(z.int().min(1).max(90)).max(5).default([14, 3]),
    })
    .prefault({}),
  guards: z
    .strictObject({
      /** More leavers than this in 24 h are held, unless a named operator ordered them. */
      leaversPer24h: z.int().min(0).default(3),
      /** Okta logins that no automation touches: break-glass and service accounts. */
      protectedLogins: z.array(z.string()).default([]),
    })
    .prefault({}),
});
export type Policy = z.infer<typeof Policy>;
