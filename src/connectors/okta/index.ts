/** An Okta org as a directory. */
import type { Directory } from "../../ports/directory.ts";
import { changeUserType } from "./change-user-type.ts";
import { type OktaConfig, USER_TYPE_SCOPES } from "./config.ts";
import { createConnection, type OktaConnectionOptions } from "./connection.ts";
import { createReader } from "./reader.ts";
import { findUserTypes } from "./user-types.ts";
import { createWriter } from "./writer.ts";

/** No request is sent, and no secret read, before the first call. */
export function createOktaDirectory(config: OktaConfig, options: OktaConnectionOptions): Directory {
  const send = createConnection(config, options);
  const reader = createReader(send);
  // A connection of its own: an org that never granted its scopes loses nothing but the user types.
  const sendForTypes = createConnection(withScopes(config, USER_TYPE_SCOPES), options);
  return {
    ...reader,
    ...createWriter(send, reader),
    findUserTypes: (names) => findUserTypes(sendForTypes, names),
    changeUserType: (id, userTypeId) => changeUserType(sendForTypes, reader, { id, userTypeId }),
  };
}

function withScopes(config: OktaConfig, scopes: readonly string[]): OktaConfig {
  const { auth } = config;
  return auth.type === "token" ? config : { ...config, auth: { ...auth, scopes: [...scopes] } };
}
