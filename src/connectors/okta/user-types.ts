/** Reads of Okta's user types: each has a schema of its own. */
import type { UserType } from "../../domain/account.ts";
import { items, parsed } from "./pages.ts";
import { idPath } from "./path.ts";
import { OktaUserSchema, OktaUserType } from "./schema.ts";
import type { Send } from "./transport.ts";

/** The types that bear one of these names, with what their profiles may hold. */
export async function findUserTypes(send: Send, names: readonly string[]): Promise<readonly UserType[]> {
  const purpose = "list the user types";
  const found: UserType[] = [];
  for await (const type of items(send, { path: "/api/v1/meta/types/user", purpose }, OktaUserType))
    if (names.includes(type.name ?? "")) found.push(await withAttributes(send, type));
  return found;
}

async function withAttributes(send: Send, { id, name, _links }: OktaUserType): Promise<UserType> {
  const purpose = `read the schema of the user type ${id}`;
  // The schema has an id of its own, which only the link tells. The address is ours: a link may lead elsewhere.
  const schemaId = new URL(_links.schema.href).pathname.split("/").at(-1) ?? "";
  const response = await send({ method: "GET", path: idPath`/meta/schemas/user/${schemaId}`, purpose });
  const { base, custom } = parsed(response, OktaUserSchema, purpose).definitions;
  return { id, name: name ?? "", attributes: [base, custom].flatMap((part) => Object.keys(part?.properties ?? {})) };
}

/** The type of this id. */
export async function readUserType(send: Send, id: string): Promise<UserType> {
  const purpose = `read the user type ${id}`;
  const response = await send({ method: "GET", path: idPath`/meta/types/user/${id}`, purpose });
  return withAttributes(send, parsed(response, OktaUserType, purpose));
}
