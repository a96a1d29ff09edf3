/** An Okta org as a directory. */
import { AccessDenied, InvalidInput } from "../../domain/errors.ts";
import { type Instant, instantOf } from "../../domain/time.ts";
import type { Directory } from "../../ports/directory.ts";
import type { FetchOnce } from "./client.ts";
import { EMULATOR, type OktaConfig } from "./config.ts";
import { createReader } from "./reader.ts";
import type { Send } from "./transport.ts";
import { createWriter } from "./writer.ts";

export interface OktaDirectoryOptions {
  /** The value of a secret that the config names. */
  readonly readSecret: (name: string) => Promise<string>;
  /** For one HTTP request; default 20 s, since Okta deactivates synchronously. */
  readonly requestTimeoutMs?: number;
  readonly now?: () => Instant;
  /** Sends one request; by default over the network. */
  readonly fetch?: FetchOnce;
}

const DEFAULT_TIMEOUT_MS = 20_000;

/** The SDK is loaded and the secrets are read at the first call; a failed start is tried afresh at the next. */
export function createOktaDirectory(config: OktaConfig, options: OktaDirectoryOptions): Directory {
  let connection: Promise<Send> | undefined;
  const send: Send = async (request) => {
    connection ??= connect(config, options).catch((error: unknown) => {
      connection = undefined;
      throw error;
    });
    const used = connection;
    try {
      return await (await used)(request);
    } catch (error) {
      // A refused credential may have been replaced in the secret store meanwhile.
      if (error instanceof AccessDenied && connection === used && error.evidence.httpStatus !== 403)
        connection = undefined;
      throw error;
    }
  };
  const reader = createReader(send);
  return { ...reader, ...createWriter(send, reader) };
}

async function connect(config: OktaConfig, options: OktaDirectoryOptions): Promise<Send> {
  const { orgUrl, auth } = config;
  if (orgUrl === EMULATOR) throw new InvalidInput("orgUrl: the emulator runs with the local runtime only");
  const [credentials, { createClient }] = await Promise.all([
    credentialsOf(auth, options.readSecret),
    import("./client.ts"),
  ]);
  const { requestTimeoutMs = DEFAULT_TIMEOUT_MS, now = () => instantOf(Date.now()) } = options;
  return createClient({ orgUrl, credentials, requestTimeoutMs, now, fetch: options.fetch });
}

async function credentialsOf(auth: OktaConfig["auth"], readSecret: OktaDirectoryOptions["readSecret"]) {
  const { secret } = auth.type === "token" ? auth.token : auth.privateKey;
  // A line break at the end of a pasted secret would not go into a header.
  const value = (await readSecret(secret)).trim();
  if (value === "") throw new AccessDenied(`the secret ${secret} is empty`, { provider: "okta" });
  if (auth.type === "token") return { token: value };
  const { clientId, scopes, keyId } = auth;
  return { clientId, privateKey: value, scopes, ...(keyId === undefined ? {} : { keyId }) };
}
