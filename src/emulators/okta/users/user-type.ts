/** User types beside the default one: each has custom attributes of its own. */
import { invalid } from "../errors.ts";
import { newId, type Org, timestamp } from "../org.ts";
import type { AttributeDefinition, UserTypeRecord } from "./schema.ts";

export interface NewUserType {
  readonly name: string;
  readonly displayName: string;
  readonly description?: string | null | undefined;
}

/** Adds a user type that has the base attributes alone. */
export function createUserType(org: Org, { name, displayName, description }: NewUserType): UserTypeRecord {
  const taken = [...org.state.userTypes.values()].some((type) => type.name === name);
  if (taken) throw invalid("name", "name: An object with this field already exists in the current organization");
  const now = timestamp(org);
  const type: UserTypeRecord = {
    id: newId(org, "oty"),
    name,
    displayName,
    description: description ?? "",
    default: false,
    created: now,
    lastUpdated: now,
    attributes: new Map(),
  };
  org.state.userTypes.set(type.id, type);
  return type;
}

/** Where the custom attributes of a type are defined. */
export function customAttributesOf(org: Org, { default: isDefault, attributes }: UserTypeRecord) {
  const none = new Map<string, AttributeDefinition>();
  return isDefault ? org.state.attributes : (attributes ?? none);
}

/** The id of the type's schema. */
export function schemaIdOf({ id }: UserTypeRecord): string {
  return `osc${id.slice(3)}`;
}
