/** The org's user schema: which attributes a profile may hold, of which type, and who owns them. */
import { invalid, notFound, type OktaRefusal } from "../errors.ts";
import type { Json, Profile } from "../json.ts";
import type { Org } from "../org.ts";
import type { UserRecord } from "./user.ts";

export interface AttributeDefinition {
  readonly name: string;
  readonly scope: "base" | "custom";
  title: string;
  type: "string" | "boolean" | "number" | "integer" | "array";
  required: boolean;
  unique: boolean;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  enum?: readonly Json[] | undefined;
  master: { type: "PROFILE_MASTER" | "OKTA" | "OVERRIDE" };
  mutability: "READ_WRITE" | "READ_ONLY";
}

export interface UserTypeRecord {
  readonly id: string;
  readonly name: string;
  displayName: string;
  description: string;
  readonly default: boolean;
  readonly created: string;
  lastUpdated: string;
  /** Custom attributes of a type that is not the default one; base attributes are the same for every type. */
  readonly attributes?: Map<string, AttributeDefinition>;
}

const BASE = `login firstName lastName middleName honorificPrefix honorificSuffix email title displayName nickName
profileUrl secondEmail mobilePhone primaryPhone streetAddress city state zipCode countryCode postalAddress
preferredLanguage locale timezone userType employeeNumber costCenter organization division department managerId
manager`.split(/\s+/);
const BASE_LIMITS: Readonly<Record<string, { required?: true; minLength?: number; maxLength?: number }>> = {
  login: { required: true, minLength: 5, maxLength: 100 },
  email: { required: true, minLength: 5, maxLength: 100 },
  firstName: { required: true, minLength: 1, maxLength: 50 },
  lastName: { required: true, minLength: 1, maxLength: 50 },
  secondEmail: { minLength: 5, maxLength: 100 },
  mobilePhone: { maxLength: 100 },
  countryCode: { maxLength: 2 },
};

/** The 31 base attributes of Okta's default user schema. */
export function baseAttributes(): Map<string, AttributeDefinition> {
  return new Map(
    BASE.map((name) => [
      name,
      {
        name,
        scope: "base" as const,
        title: name,
        type: "string" as const,
        required: BASE_LIMITS[name]?.required ?? false,
        unique: name === "login",
        minLength: BASE_LIMITS[name]?.minLength,
        maxLength: BASE_LIMITS[name]?.maxLength,
        master: { type: "PROFILE_MASTER" as const },
        mutability: "READ_WRITE" as const,
      },
    ]),
  );
}

/** A custom string attribute without further rules. */
export function customAttribute(name: string, master: AttributeDefinition["master"]["type"]): AttributeDefinition {
  return {
    name,
    scope: "custom",
    title: name,
    type: "string",
    required: false,
    unique: false,
    master: { type: master },
    mutability: "READ_WRITE",
  };
}

/** The id of the user type that new users get. */
export function defaultTypeId(org: Org): string {
  for (const type of org.state.userTypes.values()) if (type.default) return type.id;
  throw notFound("default", "UserType");
}

/** The attributes that a profile of this type may hold. Okta gives every user type a schema of its own. */
export function attributesOf(org: Org, typeId: string): ReadonlyMap<string, AttributeDefinition> {
  const type = org.state.userTypes.get(typeId);
  if (type === undefined || type.default) return org.state.attributes;
  const base = [...org.state.attributes].filter(([, { scope }]) => scope === "base");
  return new Map([...base, ...(type.attributes ?? [])]);
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** E0000001 with every reason why the profile is not acceptable as it would be stored, or undefined. */
export function profileProblem(org: Org, typeId: string, profile: Profile, self?: UserRecord): OktaRefusal | undefined {
  const causes: string[] = [];
  const attributes = attributesOf(org, typeId);
  for (const [name, definition] of attributes) {
    const value = profile[name] ?? null;
    if (value === null) {
      if (definition.required) causes.push(`${name}: The field cannot be left blank`);
    } else {
      causes.push(...valueProblems(org, definition, value, self));
    }
  }
  for (const name of Object.keys(profile)) {
    if (!attributes.has(name)) causes.push(`Property name does not exist: ${name}`);
  }
  const field = causes[0]?.split(":")[0] ?? "";
  return causes.length > 0 ? invalid(field, ...causes) : undefined;
}

function valueProblems(org: Org, definition: AttributeDefinition, value: Json, self?: UserRecord): string[] {
  const { name } = definition;
  if (!hasType(definition.type, value)) return [`${name}: Type mismatch exception. Expected ${definition.type}`];
  const causes = typeof value === "string" ? textProblems(definition, value) : [];
  if (definition.enum !== undefined && !definition.enum.includes(value)) {
    causes.push(`${name}: Does not match one of the allowed values`);
  }
  if (definition.unique && isTaken(org, name, value, self)) {
    causes.push(`${name}: An object with this field already exists in the current organization`);
  }
  return causes;
}

function textProblems({ name, required, minLength, maxLength }: AttributeDefinition, value: string): string[] {
  if (required && value.trim() === "") return [`${name}: The field cannot be left blank`];
  const causes: string[] = [];
  if (value.length > (maxLength ?? Number.POSITIVE_INFINITY)) causes.push(`${name}: The field is too long`);
  if (value.length < (minLength ?? 0)) causes.push(`${name}: The field is too short`);
  if ((name === "email" || name === "secondEmail") && !EMAIL.test(value)) {
    causes.push(`${name}: Does not match required pattern`);
  }
  if (name === "login" && !EMAIL.test(value)) causes.push("login: Username must be in the form of an email address");
  return causes;
}

function hasType(type: AttributeDefinition["type"], value: Json): boolean {
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

function isTaken(org: Org, name: string, value: Json, self: UserRecord | undefined): boolean {
  const wanted = String(value).toLowerCase();
  for (const user of org.state.users.values()) {
    if (user.id !== self?.id && String(user.profile[name] ?? "").toLowerCase() === wanted) return true;
  }
  return false;
}

/** Whether another system owns this attribute of this user, so that Okta's API refuses to write it. */
export function isSourcedElsewhere(org: Org, user: UserRecord, attribute: string): boolean {
  return user.sourcedBy !== null && attributesOf(org, user.typeId).get(attribute)?.master.type === "PROFILE_MASTER";
}
