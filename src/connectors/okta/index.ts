/** An Okta org as a directory. */
import type { Directory } from "../../ports/directory.ts";
import type { OktaConfig } from "./config.ts";
import { createConnection, type OktaConnectionOptions } from "./connection.ts";
import { createReader } from "./reader.ts";
import { createWriter } from "./writer.ts";

/** No request is sent, and no secret read, before the first call. */
export function createOktaDirectory(config: OktaConfig, options: OktaConnectionOptions): Directory {
  const send = createConnection(config, options);
  const reader = createReader(send);
  return { ...reader, ...createWriter(send, reader) };
}
