/** /api/v1/meta: the user schema and the user types. */
import { z } from "zod";
import { invalid, notFound } from "../errors.ts";
import { record } from "../events/log.ts";
import { bodyAs, type Call, ok, type Reply, type Route } from "../http/route.ts";
import { timestamp } from "../org.ts";
import { type AttributeDefinition, attributesOf, defaultTypeId, type UserTypeRecord } from "./schema.ts";
import { createUserType, customAttributesOf, schemaIdOf } from "./user-type.ts";

const master = z.object({ type: z.enum(["PROFILE_MASTER", "OKTA", "OVERRIDE"]) });
const attributeBody = z.object({
  title: z.string().optional(),
  type: z.enum(["string", "boolean", "number", "integer", "array"]).default("string"),
  required: z.boolean().nullish(),
  unique: z.union([z.boolean(), z.string()]).nullish(),
  minLength: z.number().nullish(),
  maxLength: z.number().nullish(),
  enum: z.array(z.json()).nullish(),
  master: master.nullish(),
  mutability: z.enum(["READ_WRITE", "READ_ONLY"]).nullish(),
});
const baseAttributeBody = attributeBody.partial();
const schemaBody = z.object({
  definitions: z.object({
    base: z.object({ properties: z.record(z.string(), baseAttributeBody) }).optional(),
    custom: z.object({ properties: z.record(z.string(), attributeBody.nullable()) }).optional(),
  }),
});

const MAX_UNIQUE_CUSTOM = 5;

type Attributes = Map<string, AttributeDefinition>;

function define(attributes: Attributes, name: string, body: z.infer<typeof attributeBody> | null): void {
  if (body === null) {
    attributes.delete(name);
    return;
  }
  const unique = body.unique === true || body.unique === "UNIQUE_VALIDATED";
  const uniques = [...attributes.values()].filter((a) => a.scope === "custom" && a.unique && a.name !== name);
  if (unique && uniques.length >= MAX_UNIQUE_CUSTOM) throw invalid(name, "At most 5 unique custom properties");
  attributes.set(name, {
    name,
    scope: "custom",
    title: body.title ?? name,
    type: body.type,
    required: body.required ?? false,
    unique,
    minLength: body.minLength ?? undefined,
    maxLength: body.maxLength ?? undefined,
    enum: body.enum ?? undefined,
    master: body.master ?? { type: "PROFILE_MASTER" },
    mutability: body.mutability ?? "READ_WRITE",
  });
}

function update(call: Call): Reply {
  const type = typeInPath(call);
  const { base, custom } = bodyAs(call, schemaBody).definitions;
  for (const [name, body] of Object.entries(base?.properties ?? {})) {
    const attribute = call.org.state.attributes.get(name);
    if (attribute?.scope !== "base") throw invalid(name, `${name}: is not a base property`);
    if (body.master != null) attribute.master = body.master;
    if (body.required != null) attribute.required = body.required;
  }
  for (const [name, body] of Object.entries(custom?.properties ?? {})) {
    if (call.org.state.attributes.get(name)?.scope === "base") throw invalid(name, `${name}: is a base property`);
    define(customAttributesOf(call.org, type), name, body);
  }
  record(call.caller, { type: "directory.user_profile.update", targets: [] });
  return ok(render(call, type));
}

/** The user type whose schema the path names. */
function typeInPath(call: Call): UserTypeRecord {
  const id = call.path("schemaId");
  for (const type of call.org.state.userTypes.values()) {
    if (schemaIdOf(type) === id || (id === "default" && type.default)) return type;
  }
  throw notFound(id, "UserSchema");
}

function renderAttribute(attribute: AttributeDefinition): object {
  return {
    title: attribute.title,
    type: attribute.type,
    required: attribute.required,
    ...(attribute.unique ? { unique: true } : {}),
    ...(attribute.minLength === undefined ? {} : { minLength: attribute.minLength }),
    ...(attribute.maxLength === undefined ? {} : { maxLength: attribute.maxLength }),
    ...(attribute.enum === undefined ? {} : { enum: attribute.enum }),
    ...(attribute.type === "array" ? { items: { type: "string" } } : {}),
    mutability: attribute.mutability,
    scope: "NONE",
    permissions: [{ principal: "SELF", action: "READ_ONLY" }],
    master: attribute.master,
  };
}

function render(call: Call, type: UserTypeRecord): object {
  const all = [...attributesOf(call.org, type.id).values()];
  const part = (scope: "base" | "custom"): object => {
    const attributes = all.filter((attribute) => attribute.scope === scope);
    return {
      id: `#${scope}`,
      type: "object",
      properties: Object.fromEntries(attributes.map((attribute) => [attribute.name, renderAttribute(attribute)])),
      required: attributes.filter((attribute) => attribute.required).map((attribute) => attribute.name),
    };
  };
  const href = `${call.org.url}/api/v1/meta/schemas/user/${schemaIdOf(type)}`;
  return {
    id: href,
    $schema: "http://json-schema.org/draft-04/schema#",
    name: "user",
    title: "User",
    description: "Okta user profile template",
    lastUpdated: timestamp(call.org),
    created: timestamp(call.org),
    definitions: { custom: part("custom"), base: part("base") },
    type: "object",
    properties: { profile: { allOf: [{ $ref: "#/definitions/custom" }, { $ref: "#/definitions/base" }] } },
    _links: { self: { rel: "self", href, method: "GET" } },
  };
}

function readSchema(call: Call): Reply {
  return ok(render(call, typeInPath(call)));
}

function renderType(call: Call, type: UserTypeRecord): object {
  const base = `${call.org.url}/api/v1/meta`;
  const { attributes: _inTheSchema, ...shown } = type;
  return {
    ...shown,
    createdBy: `sys${call.org.id}`,
    lastUpdatedBy: `sys${call.org.id}`,
    _links: {
      self: { href: `${base}/types/user/${type.id}` },
      schema: { href: `${base}/schemas/user/${schemaIdOf(type)}` },
    },
  };
}

function createType(call: Call): Reply {
  const shape = z.object({
    name: z.string().min(1),
    displayName: z.string().min(1),
    description: z.string().nullish(),
  });
  return ok(renderType(call, createUserType(call.org, bodyAs(call, shape))));
}

function readType(call: Call): Reply {
  const id = call.path("typeId") === "default" ? defaultTypeId(call.org) : call.path("typeId");
  const type = call.org.state.userTypes.get(id);
  if (type === undefined) throw notFound(id, "UserType");
  return ok(renderType(call, type));
}

function listTypes(call: Call): Reply {
  return ok([...call.org.state.userTypes.values()].map((type) => renderType(call, type)));
}

const schema = "/api/v1/meta/schemas/user/{schemaId}";
const types = "/api/v1/meta/types/user";

export const schemaRoutes: readonly Route[] = [
  { method: "GET", path: schema, scope: "okta.schemas.read", handle: readSchema },
  { method: "POST", path: schema, scope: "okta.schemas.manage", handle: update },
  { method: "GET", path: types, scope: "okta.userTypes.read", handle: listTypes },
  { method: "POST", path: types, scope: "okta.userTypes.manage", handle: createType },
  { method: "GET", path: `${types}/{typeId}`, scope: "okta.userTypes.read", handle: readType },
];
