/** What every Queue adapter refuses, so that nothing works locally and is refused by SQS. */
import { InvalidInput } from "../domain/errors.ts";
import type { Message } from "../ports/queue.ts";

const MAX_DELAY_SECONDS = 900;
/** The oldest of the limits that SQS has had; hints are far smaller. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_BODY_BYTES = 256 * 1024;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_RequestParameters */
const GROUP = /^[\x21-\x7e]{1,128}$/;

/** The body as it is stored and sent. @throws InvalidInput when the message is not one that every queue takes. */
export function bodyText(message: Message): string {
  const { group, delaySeconds = 0 } = message;
  if (!GROUP.test(group)) throw new InvalidInput("a message's group is 1 to 128 printable ASCII characters, no blanks");
  if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > MAX_DELAY_SECONDS)
    throw new InvalidInput(`a message's delay is 0 to ${MAX_DELAY_SECONDS} whole seconds, not ${delaySeconds}`);
  // SQS refuses these two characters unescaped; JSON escapes the others that it refuses.
  const text = JSON.stringify(message.body).replace(/[\ufffe\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
  if (Buffer.byteLength(text) > MAX_BODY_BYTES)
    throw new InvalidInput(`a message's body takes at most ${MAX_BODY_BYTES} bytes, not ${Buffer.byteLength(text)}`);
  return text;
}
