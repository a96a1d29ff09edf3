import { randomBytes, randomUUID } from "node:crypto";
import type { Ids } from "../ports/ids.ts";

/** Crockford's base 32, lower case. https://www.crockford.com/base32.html */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** Ids from the system's random source. */
export function createRandomIds(): Ids {
  return {
    personKey: () => `p-${Array.from(randomBytes(26), (byte) => ALPHABET[byte % 32]).join("")}`,
    hex: (bytes) => randomBytes(bytes).toString("hex"),
    uuid: randomUUID,
  };
}
