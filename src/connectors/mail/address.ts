import { InvalidInput } from "../../domain/errors.ts";

/** One address and nothing else: no list, no name, no line break that would begin another header. */
const ADDRESS = /^[!#$%&'*+\-/=?^_`{|}~.\w]+@[A-Za-z0-9.-]+$/;

/** @throws InvalidInput, which does not repeat the address. */
export function requireAddress(address: string): void {
  if (!ADDRESS.test(address) || address.length > 254)
    throw new InvalidInput("this is not one plain e-mail address in ASCII", { mayHaveArrived: false });
}
