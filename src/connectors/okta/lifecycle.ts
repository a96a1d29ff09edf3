/**
 * Lifecycle operations. Okta documents them as not idempotent, so each reads the state first, takes the wanted state for
 * success, and looks again when Okta refuses because of the state: somebody else, or our own lost call, was faster.
 */
import type { Account, AccountStatus } from "../../domain/account.ts";
import { NotFound, StateChanged } from "../../domain/errors.ts";
import type { Activation, DirectoryWriter, Receipt } from "../../ports/directory.ts";
import { saidBy } from "./errors.ts";
import { parsed } from "./pages.ts";
import { idPath, query } from "./path.ts";
import { readUser } from "./reader.ts";
import { OktaActivation } from "./schema.ts";
import type { OktaResponse, Send } from "./transport.ts";

/** "Wrong state" in Okta's codes; E0000007 is what a second deactivation gets. https://github.com/okta/okta-sdk-java/issues/721 */
const WRONG_STATE = ["E0000001", "E0000007", "E0000016", "E0000038"];

interface Transition {
  readonly operation: string;
  readonly wanted: readonly AccountStatus[];
  readonly query?: Readonly<Record<string, boolean>>;
}

type Lifecycle = Pick<DirectoryWriter, "activate" | "reactivate" | "suspend" | "unsuspend" | "deactivate">;

/** Every state in which an activation has nothing left to do. */
const ACTIVATED: readonly AccountStatus[] = ["PROVISIONED", "ACTIVE", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT"];

/** The lifecycle part of the writing half. */
export function createLifecycle(send: Send): Lifecycle {
  const bring = async (id: string, transition: Transition): Promise<Receipt> =>
    (await bringTo(send, id, transition)).receipt;
  return {
    activate: async (id, { sendEmail }) => {
      const done = await bringTo(send, id, { operation: "activate", wanted: ACTIVATED, query: { sendEmail } });
      return activationOf(done, `activate the account ${id}`);
    },
    reactivate: async (id, { sendEmail }) => {
      const done = await bringTo(send, id, { operation: "reactivate", wanted: [], query: { sendEmail } });
      return activationOf(done, `reactivate the account ${id}`);
    },
    suspend: (id) => bring(id, { operation: "suspend", wanted: ["SUSPENDED"] }),
    unsuspend: (id) => bring(id, { operation: "unsuspend", wanted: ["ACTIVE"] }),
    deactivate: (id) => bring(id, { operation: "deactivate", wanted: ["DEPROVISIONED"], query: { sendEmail: false } }),
  };
}

interface Done {
  readonly receipt: Receipt;
  /** Absent when the account was in the wanted state already. */
  readonly response?: OktaResponse;
}

async function bringTo(send: Send, id: string, transition: Transition): Promise<Done> {
  const { operation, wanted } = transition;
  const isReached = (account: Account): boolean => wanted.includes(account.transitioningTo ?? account.status);
  const before = await mustRead(send, id);
  if (isReached(before.account)) return { receipt: receiptOf(before) };
  const path = idPath`/users/${id}/lifecycle/` + operation + (transition.query ? query(transition.query) : "");
  try {
    const response = await send({ method: "POST", path, purpose: `${operation} the account ${id}` });
    return { receipt: receiptOf(response), response };
  } catch (error) {
    if (!saidBy(error, WRONG_STATE)) throw error;
    const after = await mustRead(send, id);
    if (isReached(after.account)) return { receipt: receiptOf(after) };
    throw wrongState(operation, after.account, error);
  }
}

function wrongState(operation: string, { id, status }: Account, error: unknown): StateChanged {
  const { evidence } = error as StateChanged;
  const message = `Okta refused to ${operation} the account ${id}: it is ${status}; decide afresh (${evidence.providerCode})`;
  return new StateChanged(message, { ...evidence, status });
}

/** @throws NotFound */
async function mustRead(send: Send, id: string) {
  const found = await readUser(send, id);
  if (found === undefined) throw new NotFound(`Okta has no account ${id}`, { provider: "okta" });
  return found;
}

function activationOf({ receipt, response }: Done, purpose: string): Activation {
  const activationUrl = response && parsed(response, OktaActivation, purpose)?.activationUrl;
  return activationUrl ? { ...receipt, activationUrl } : receipt;
}

/** The id of the request that proves the state, be it the write or the read that found it done. */
export function receiptOf({ requestId }: { readonly requestId?: string | undefined }): Receipt {
  return requestId === undefined ? {} : { requestId };
}
