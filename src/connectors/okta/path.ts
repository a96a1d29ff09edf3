/** Paths of Okta's management API, made of checked parts. */
import { InvalidInput } from "../../domain/errors.ts";

// Where an id belongs Okta also takes a login, a login's short form or `me`: a wrong value would hit a wrong person.
const OKTA_ID = /^[A-Za-z0-9]{15,40}$/;

/** True for what can be an id of Okta's. */
export function isOktaId(text: string): boolean {
  return OKTA_ID.test(text);
}

/** The id itself. @throws InvalidInput for what cannot be one. */
export function checkedId(id: string): string {
  if (!isOktaId(id)) throw new InvalidInput("what was given as an id of Okta's is none");
  return id;
}

/** A path below the API's root whose inserted values are ids. @throws InvalidInput for anything else. */
export function idPath(parts: TemplateStringsArray, ...ids: readonly string[]): string {
  return `/api/v1${String.raw(parts, ...ids.map(checkedId))}`;
}

/** A query string with its question mark. */
export function query(values: Readonly<Record<string, string | number | boolean>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) parameters.set(name, String(value));
  return `?${parameters}`;
}
