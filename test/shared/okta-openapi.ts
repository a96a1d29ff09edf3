/**
 * Validators from the subset of Okta's OpenAPI description, with the corrections that the description needs before
 * Ajv compiles it and before Okta's real answers pass it.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import addFormatsModule from "ajv-formats";

type Schema = Record<string, unknown>;
type Operation = {
  responses?: Record<string, { $ref?: string; content?: Record<string, { schema?: Schema }> }>;
  requestBody?: { content?: Record<string, { schema?: Schema }> };
  security?: Record<string, string[]>[];
};
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; responses: Record<string, Operation["requestBody"]> };
}

export interface OktaOpenApi {
  /** What is wrong with a response, in words; empty when nothing is, or when the description has no JSON for it. */
  validateResponse(method: string, path: string, status: number, body: unknown): string[];
  /** What is wrong with a request body; unknown properties count, except in profiles. */
  validateRequest(method: string, path: string, body: unknown): string[];
  /** The OAuth scopes that the description demands, or undefined when it does not know the operation. */
  scopesOf(method: string, path: string): readonly string[] | undefined;
  /** Whether the description knows the operation. */
  knows(method: string, path: string): boolean;
}

/** Loads the description from the `okta` reference folder. */
export function loadOktaOpenApi(dir: string): OktaOpenApi {
  const text = readFileSync(join(dir, "openapi-lifecycle-2026.06.3.json"), "utf8");
  const document = JSON.parse(text) as Document;
  fixMappings(document);
  relax(document);
  // Okta answers an object here as well as an array.
  const error = document.components.schemas["Error"] as { properties: Schema };
  error.properties["errorCauses"] = {};
  const ajv = new Ajv({ strict: false, allErrors: true });
  const addFormats = addFormatsModule as unknown as (target: Ajv) => void;
  addFormats(ajv);
  ajv.addSchema({ $id: "okta", components: pointAt(document.components) as Schema });
  const compiled = new Map<string, ValidateFunction>();
  const run = (key: string, schema: Schema, body: unknown): string[] => {
    const validate = compiled.get(key) ?? ajv.compile(pointAt(schema) as Schema);
    compiled.set(key, validate);
    return validate(body) ? [] : (validate.errors ?? []).map(describe);
  };
  const find = (method: string, path: string) => findOperation(document, method, path);
  return {
    validateResponse: (method, path, status, body) => {
      const found = find(method, path);
      if (found === undefined) return [`${method} ${path} is not in the description`];
      const schema = responseSchema(document, found.operation, status);
      if (schema === "unknown status") return [`${method} ${found.template} does not answer ${status}`];
      return schema === undefined ? [] : run(`${method} ${found.template} ${status}`, schema, body);
    },
    validateRequest: (method, path, body) => {
      const found = find(method, path);
      if (found === undefined) return [`${method} ${path} is not in the description`];
      const schema = Object.values(found.operation.requestBody?.content ?? {})[0]?.schema;
      if (schema === undefined) return body === undefined ? [] : [`${method} ${found.template} takes no body`];
      return run(`${method} ${found.template}`, close(document, schema, new Set()), body);
    },
    scopesOf: (method, path) =>
      find(method, path)?.operation.security?.flatMap((requirement) => requirement["oauth2"] ?? []),
    knows: (method, path) => find(method, path) !== undefined,
  };
}

/** Template or real path; a path without parameters wins over one with. */
function findOperation(document: Document, method: string, path: string) {
  const bare = path.replace(/[?#].*$/, "");
  const templates = Object.keys(document.paths).filter((template) => {
    const source = template.replace(/\{[^}]+\}/g, "[^/]+");
    return (
      template.replace(/\{[^}]+\}/g, "{}") === bare.replace(/\{[^}]+\}/g, "{}") || new RegExp(`^${source}$`).test(bare)
    );
  });
  templates.sort((a, b) => a.split("{").length - b.split("{").length);
  for (const template of templates) {
    const operation = document.paths[template]?.[method.toLowerCase()];
    if (operation !== undefined) return { template, operation };
  }
  return undefined;
}

function responseSchema(
  document: Document,
  operation: Operation,
  status: number,
): Schema | undefined | "unknown status" {
  const response = operation.responses?.[String(status)];
  if (response === undefined) {
    // The description lists only some refusals of each operation; all of them have the one error body.
    return status >= 400 ? { $ref: "#/components/schemas/Error" } : "unknown status";
  }
  const name = response.$ref?.split("/").at(-1);
  const resolved = name === undefined ? response : document.components.responses[name];
  return resolved?.content?.["application/json"]?.schema;
}

function describe(error: ErrorObject): string {
  return `${error.instancePath || "/"} ${error.message ?? ""} ${JSON.stringify(error.params)}`;
}

/** The description types a map of mapping properties as a single one, and demands fields of it at the top. */
function fixMappings({ components: { schemas } }: Document): void {
  const map = { type: "object", additionalProperties: { $ref: "#/components/schemas/ProfileMappingProperty" } };
  for (const name of ["ProfileMapping", "ProfileMappingRequest"]) {
    const properties = schemas[name]?.["properties"] as Schema | undefined;
    if (properties !== undefined) properties["properties"] = { ...map };
  }
  if (schemas["ProfileMappingRequest"] !== undefined) schemas["ProfileMappingRequest"]["required"] = ["properties"];
}

/** Okta answers null nearly everywhere, and its oneOf branches overlap. */
function relax(node: unknown): void {
  if (Array.isArray(node)) node.forEach(relax);
  if (typeof node !== "object" || node === null) return;
  const schema = node as Schema;
  if (Array.isArray(schema["oneOf"])) {
    schema["anyOf"] = schema["oneOf"];
    delete schema["oneOf"];
  }
  if (typeof schema["type"] === "string") {
    schema["nullable"] = true;
    if (Array.isArray(schema["enum"])) schema["enum"] = [...new Set([...schema["enum"], null])];
  } else if (typeof schema["nullable"] === "boolean") {
    delete schema["nullable"];
  }
  Object.values(schema).forEach(relax);
}

/** References point at the one registered document. */
function pointAt(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(pointAt);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) =>
      key === "$ref" && typeof value === "string" ? [key, value.replace(/^#\//, "okta#/")] : [key, pointAt(value)],
    ),
  );
}

const OPEN = /(Profile|ProfileRequestPayload)$|ProfileForUpsert/;

/** A copy that refuses unknown properties; profiles stay open, because orgs add attributes of their own. */
function close(document: Document, schema: Schema, seen: ReadonlySet<string>): Schema {
  const ref = schema["$ref"];
  if (typeof ref === "string") {
    const name = ref.split("/").at(-1) ?? "";
    const target = document.components.schemas[name];
    if (target === undefined || OPEN.test(name) || seen.has(name)) return schema;
    const inside = new Set([...seen, name]);
    // A base schema with a discriminator stands for its variants, which add properties of their own.
    const mapping = (target["discriminator"] as { mapping?: Record<string, string> } | undefined)?.mapping;
    if (mapping === undefined || target["anyOf"] !== undefined) return close(document, target, inside);
    return { anyOf: [...new Set(Object.values(mapping))].map(($ref) => close(document, { $ref }, inside)) };
  }
  const merged = mergeAllOf(document, schema, seen);
  const copy: Schema = { ...merged };
  const properties = merged["properties"] as Record<string, Schema> | undefined;
  if (properties !== undefined) {
    copy["properties"] = Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [
        name,
        name === "profile" ? value : close(document, value, seen),
      ]),
    );
    copy["additionalProperties"] ??= false;
  }
  if (Array.isArray(merged["anyOf"])) {
    copy["anyOf"] = (merged["anyOf"] as Schema[]).map((branch) => close(document, branch, seen));
  }
  if (typeof merged["items"] === "object") copy["items"] = close(document, merged["items"] as Schema, seen);
  return copy;
}

/** Parts that are combined with allOf become one object, which can then be closed. */
function mergeAllOf(document: Document, schema: Schema, seen: ReadonlySet<string>): Schema {
  const parts = schema["allOf"];
  if (!Array.isArray(parts)) return schema;
  const { allOf: _, ...own } = schema;
  const all = [...(parts as Schema[]), own].map((part) => {
    const name = typeof part["$ref"] === "string" ? (part["$ref"].split("/").at(-1) ?? "") : "";
    const target = document.components.schemas[name];
    return mergeAllOf(document, target ?? part, seen);
  });
  const properties = Object.assign({}, ...all.map((part) => part["properties"] ?? {}));
  const required = all.flatMap((part) => (part["required"] as string[] | undefined) ?? []);
  const { discriminator: _discriminator, ...merged }: Schema = Object.assign({}, ...all);
  if (Object.keys(properties).length > 0) merged["properties"] = properties;
  if (required.length > 0) merged["required"] = [...new Set(required)];
  return merged;
}
