import { InvalidInput } from "../domain/errors.ts";
import type { Instant } from "../domain/time.ts";
import type { DeadLetters, DeadMessage } from "../ports/dead-letters.ts";
import type { ParsedInputOf } from "./contract.ts";
import type { OperatorDeps } from "./operator-deps.ts";

/** More than these are not looked at in one go. */
const MOST = 1000;
/** What may be shown: ids and kinds. Whatever else lies in a message stays there. */
const SHOWN = ["eventId", "eventType", "personKey", "source", "receivedAt"] as const;
const PLAIN = /^[\w.:#-]{1,128}$/;

export interface DeadLetter {
  readonly queue: string;
  readonly id: string;
  /** Missing in a message that names no tenant. */
  readonly tenantId?: string;
  readonly receives?: number;
  readonly at?: Instant;
  /** Of the message, by name: ids and kinds only. */
  readonly about: Readonly<Record<string, string>>;
}

export interface DeadLetterList {
  readonly letters: readonly DeadLetter[];
}

export interface Redriven {
  /** Ids of the messages that are on their way again. */
  readonly redriven: readonly string[];
}

/** The messages that were given up, without anything personal. */
export async function listDeadLetters(
  { tenantId }: ParsedInputOf<"dead-letters.list">,
  deps: OperatorDeps,
): Promise<DeadLetterList> {
  const letters = (await boxOf(deps).list(MOST)).map(letterOf);
  return { letters: letters.filter((letter) => tenantId === undefined || letter.tenantId === tenantId) };
}

/** One of them. @throws InvalidInput when there is none with this id. */
export async function showDeadLetter(
  { id }: ParsedInputOf<"dead-letters.show">,
  deps: OperatorDeps,
): Promise<DeadLetter> {
  const found = (await boxOf(deps).list(MOST)).find((letter) => letter.id === id);
  if (!found) throw unknownLetter(id);
  return letterOf(found);
}

/**
 * Sends one on its way again, or all (of a tenant): what is done already is not done twice, since state decides.
 * @throws InvalidInput when there is none with this id, or it is not of the tenant that was named.
 */
export async function redriveDeadLetters(
  { id, tenantId }: ParsedInputOf<"dead-letters.redrive">,
  deps: OperatorDeps,
): Promise<Redriven> {
  const box = boxOf(deps);
  if (id !== undefined) {
    if (tenantId !== undefined && !(await isOf(tenantId, id, deps))) throw unknownLetter(id);
    if (!(await box.redrive(id))) throw unknownLetter(id);
    return { redriven: [id] };
  }
  const redriven: string[] = [];
  for (const letter of (await listDeadLetters({ tenantId }, deps)).letters)
    if (await box.redrive(letter.id)) redriven.push(letter.id);
  return { redriven };
}

async function isOf(tenantId: string, id: string, deps: OperatorDeps): Promise<boolean> {
  return (await listDeadLetters({ tenantId }, deps)).letters.some((letter) => letter.id === id);
}

function boxOf({ deadLetterBox }: OperatorDeps): DeadLetters {
  if (!deadLetterBox) throw new InvalidInput("dead letters cannot be reached from here");
  return deadLetterBox;
}

const unknownLetter = (id: string): InvalidInput =>
  new InvalidInput(`there is no dead letter ${id}; see \`mastery dead-letters list\``);

function letterOf({ queue, id, body, receives, at }: DeadMessage): DeadLetter {
  const plain = (value: unknown): string | undefined =>
    typeof value === "string" && PLAIN.test(value) ? value : undefined;
  const about = SHOWN.flatMap((name) => {
    const value = plain(body[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  const tenantId = plain(body["tenantId"]);
  return {
    queue,
    id,
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(receives === undefined ? {} : { receives }),
    ...(at === undefined ? {} : { at }),
    about: Object.fromEntries(about),
  };
}
