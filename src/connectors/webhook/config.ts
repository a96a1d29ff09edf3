/** The form of the secret that signs what is posted to a webhook. */
import { InvalidInput } from "../../domain/errors.ts";

const PREFIX = "whsec_";
/** As the specification wants them. */
const [FEWEST_BYTES, MOST_BYTES] = [24, 64];

/** The key that a secret stands for. @throws InvalidInput when it has another form. */
export function signingKey(secret: string): Buffer {
  const encoded = secret.trim();
  const key = Buffer.from(encoded.slice(PREFIX.length), "base64");
  const isWhole = encoded.startsWith(PREFIX) && key.toString("base64") === encoded.slice(PREFIX.length);
  if (isWhole && key.length >= FEWEST_BYTES && key.length <= MOST_BYTES) return key;
  throw new InvalidInput(
    `the webhook's secret is ${PREFIX} and ${FEWEST_BYTES} to ${MOST_BYTES} bytes in base64, as \`echo "${PREFIX}$(openssl rand -base64 32)"\` prints`,
  );
}
