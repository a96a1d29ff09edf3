import { NotFound } from "../domain/errors.ts";
import { outboxSecretName, takeFromOutbox } from "../stores/outbox-record.ts";
import { forTenant } from "../stores/tenant-store.ts";
import type { ParsedInputOf } from "./contract.ts";
import type { OperatorDeps } from "./operator-deps.ts";

export interface TakenMessage {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** A one-time link to the page that gives the activation link: for who is named in `to`, and nobody else. */
  readonly link?: string;
}

/** Gives a message and its link to a named operator, who delivers it; that they took it is written down first. */
export async function takeMessage(input: ParsedInputOf<"outbox.take">, deps: OperatorDeps): Promise<TakenMessage> {
  const { tenantId, key, takenBy } = input;
  const store = forTenant(deps.store, tenantId);
  const message = await takeFromOutbox(store, tenantId, key, { by: takenBy, at: deps.clock.now() });
  if (!message) throw new NotFound(`tenant ${tenantId} has no message ${key}; see \`mastery outbox list\``);
  const { to, subject, text, hasSecretLink } = message;
  const link = hasSecretLink ? await deps.secrets.read(tenantId, outboxSecretName(key)) : undefined;
  if (hasSecretLink && link === undefined)
    throw new NotFound(`the link of message ${key} is gone: it was used; give a new one from Okta's admin console`);
  return { to, subject, text, ...(link === undefined ? {} : { link }) };
}
