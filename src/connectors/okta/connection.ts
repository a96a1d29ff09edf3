/** Requests to an org over one connection, which follows a secret that was replaced in the store. */
import { AccessDenied, InvalidInput } from "../../domain/errors.ts";
import { type Instant, instantOf } from "../../domain/time.ts";
import type { FetchOnce } from "./client.ts";
import { EMULATOR, type OktaConfig } from "./config.ts";
import type { Send } from "./transport.ts";

export interface OktaConnectionOptions {
  /** The value of a secret that the config names. */
  readonly readSecret: (name: string) => Promise<string>;
  /** For one HTTP request; default 20 s, since Okta deactivates synchronously. */
  readonly requestTimeoutMs?: number;
  readonly now?: () => Instant;
  /** Sends one request; by default over the network. */
  readonly fetch?: FetchOnce;
}

const DEFAULT_TIMEOUT_MS = 20_000;

interface Connection {
  readonly send: Send;
  /** The credential that it was opened with. */
  readonly secret: string;
}

/** The SDK is loaded and the secrets are read at the first call; a failed start is tried afresh at the next. */
export function createConnection(config: OktaConfig, options: OktaConnectionOptions): Send {
  let connection: Promise<Connection> | undefined;
  const open = (): Promise<Connection> => {
    const opening = connect(config, options).catch((error: unknown) => {
      if (connection === opening) connection = undefined;
      throw error;
    });
    connection = opening;
    return opening;
  };
  return async (request) => {
    const used = connection ?? open();
    const { send, secret } = await used;
    try {
      return await send(request);
    } catch (error) {
      if (!(error instanceof AccessDenied) || error.evidence.httpStatus === 403) throw error;
      // Nothing was done: a refused credential may have been replaced meanwhile, and then the new one is used at once.
      if (connection === used) connection = undefined;
      const latest = await secretOf(config, options).catch(() => secret);
      if (latest === secret) throw error;
      return (await (connection ?? open())).send(request);
    }
  };
}

async function connect(config: OktaConfig, options: OktaConnectionOptions): Promise<Connection> {
  const { orgUrl } = config;
  if (orgUrl === EMULATOR) throw new InvalidInput("orgUrl: the emulator runs with the local runtime only");
  const [secret, { createClient }] = await Promise.all([secretOf(config, options), import("./client.ts")]);
  const { requestTimeoutMs = DEFAULT_TIMEOUT_MS, now = () => instantOf(Date.now()) } = options;
  const credentials = credentialsOf(config.auth, secret);
  const { fetch } = options;
  return { send: createClient({ orgUrl, credentials, requestTimeoutMs, now, fetch }), secret };
}

async function secretOf({ auth }: OktaConfig, { readSecret }: OktaConnectionOptions): Promise<string> {
  const { secret } = auth.type === "token" ? auth.token : auth.privateKey;
  // A line break at the end of a pasted secret would not go into a header.
  const value = (await readSecret(secret)).trim();
  if (value === "") throw new AccessDenied(`the secret ${secret} is empty`, { provider: "okta" });
  return value;
}

function credentialsOf(auth: OktaConfig["auth"], secret: string) {
  if (auth.type === "token") return { token: secret };
  const { clientId, scopes, keyId } = auth;
  return { clientId, privateKey: secret, scopes, ...(keyId === undefined ? {} : { keyId }) };
}
