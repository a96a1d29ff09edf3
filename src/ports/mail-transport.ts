import type { Instant } from "../domain/time.ts";

/** One message to one address. Its `id` follows from what it is about, so that a repeat is recognisably the same mail. */
export interface Mail {
  /** 32 hexadecimal digits: the left part of the `Message-ID`, and the header `X-Mastery-Message`. */
  readonly id: string;
  readonly to: string;
  readonly replyTo?: string | undefined;
  readonly subject: string;
  readonly text: string;
  /** An earlier attempt may have arrived: the header `X-Mastery-Repeat` says so. */
  readonly isRepeat: boolean;
}

/** What the system that took a message over said about it. */
export interface DeliveryReceipt {
  readonly by: "file" | "smtp" | "ses" | "webhook";
  /** Which server, region or folder. */
  readonly system: string;
  /** Its own answer: SMTP's reply with the queue id, the id that SES gave, or the path of the file. */
  readonly answer: string;
  readonly to: string;
  readonly at: Instant;
}

/**
 * The system that delivers mail. Resolved means that it has accepted the message for exactly this recipient. Errors:
 * `ProviderUnavailable` (no answer, or a refusal for now), `InvalidInput` (this message or address is refused),
 * `AccessDenied` (we are). `evidence.mayHaveArrived` is false only where it certainly did not.
 */
export interface MailTransport {
  deliver(mail: Mail): Promise<DeliveryReceipt>;
  /** Asks the system for what it accepted. Left out where it cannot be asked: there its acceptance is the proof. */
  confirm?(receipt: DeliveryReceipt, mail: Mail): Promise<boolean>;
}
