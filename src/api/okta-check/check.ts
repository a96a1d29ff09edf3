import { MasteryError } from "../../domain/errors.ts";

/** What one look at an org has shown. */
export interface Finding {
  readonly outcome: "ok" | "missing" | "unclear";
  readonly seen: string;
  /** Where it is mended, in the words of Okta's console or as a command. */
  readonly mend?: string;
}

/** One finding with what it is about. */
export interface OrgCheck extends Finding {
  readonly name: string;
  /** Without it something of the product does not work. */
  readonly needed: boolean;
}

export const ok = (seen: string): Finding => ({ outcome: "ok", seen });
export const missing = (seen: string, mend: string): Finding => ({ outcome: "missing", seen, mend });
export const unclear = (seen: string, mend?: string): Finding =>
  mend === undefined ? { outcome: "unclear", seen } : { outcome: "unclear", seen, mend };

/** Looks; what cannot be looked at is unclear, with the reason. */
export async function check(
  name: string,
  look: () => Promise<Finding>,
  { needed = true, mend }: { readonly needed?: boolean; readonly mend?: string } = {},
): Promise<OrgCheck> {
  try {
    return { name, needed, ...(await look()) };
  } catch (error) {
    if (!(error instanceof MasteryError)) throw error;
    return { name, needed, ...unclear(error.message, mend) };
  }
}
