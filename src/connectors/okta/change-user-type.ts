import { InvalidInput, NotFound } from "../../domain/errors.ts";
import { attributesLost } from "../../domain/user-type.ts";
import type { DirectoryReader, Receipt } from "../../ports/directory.ts";
import { receiptOf } from "./lifecycle.ts";
import { idPath } from "./path.ts";
import type { Send } from "./transport.ts";
import { readUserType } from "./user-types.ts";

/**
 * A PUT deletes every attribute that it does not carry, so it carries all that Okta shows, and only if nobody changed the
 * account since. https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/#tag/User/operation/replaceUser
 */
export async function changeUserType(
  send: Send,
  reader: Pick<DirectoryReader, "readAccount">,
  { id, userTypeId }: { readonly id: string; readonly userTypeId: string },
): Promise<Receipt> {
  const account = await reader.readAccount(id);
  if (!account) throw new NotFound(`there is no account ${id}`, { provider: "okta" });
  if (account.userTypeId === userTypeId) return {};
  const lost = attributesLost(account.profile, await readUserType(send, userTypeId));
  if (lost.length > 0)
    throw new InvalidInput(`the user type ${userTypeId} has no ${lost.join(", ")}: Okta would delete what they hold`, {
      provider: "okta",
      fields: lost.join(","),
    });
  const held = Object.entries(account.profile).filter(([, value]) => value !== null);
  const body = { type: { id: userTypeId }, profile: Object.fromEntries(held) };
  const purpose = `change the user type of the account ${id}`;
  const request = { method: "PUT", path: idPath`/users/${id}`, body, purpose } as const;
  return receiptOf(await send(account.etag === undefined ? request : { ...request, ifMatch: account.etag }));
}
