/** Parsed answers and lists. Pages are followed by hand: the SDK's iterators stop or spin on empty pages. */
import type * as z from "zod";
import { InvalidInput, ProviderUnavailable } from "../../domain/errors.ts";
import type { OktaRequest, OktaResponse, Send } from "./transport.ts";

/** The body in the expected shape. @throws InvalidInput saying where it differs, without values. */
export function parsed<T>(response: OktaResponse, schema: z.ZodType<T>, purpose: string): T {
  const result = schema.safeParse(response.body);
  if (result.success) return result.data;
  const where = result.error.issues.slice(0, 5).map(({ path, code }) => `${path.join(".") || "body"} (${code})`);
  const evidence = { provider: "okta", ...(response.requestId ? { requestId: response.requestId } : {}) };
  throw new InvalidInput(`Okta's answer to the request to ${purpose} does not fit: ${where.join(", ")}`, evidence);
}

/** The items of every page. An empty page in the middle ends nothing. */
export async function* items<T>(
  send: Send,
  request: Pick<OktaRequest, "path" | "purpose">,
  schema: z.ZodType<T>,
): AsyncGenerator<T, void, undefined> {
  let path: string | undefined = request.path;
  while (path !== undefined) {
    const response: OktaResponse = await send({ method: "GET", path, purpose: request.purpose });
    yield* parsed(response, schema.array(), request.purpose);
    if (response.next === path)
      throw new ProviderUnavailable(`Okta's next page is the page itself: ${request.purpose}`, { provider: "okta" });
    path = response.next;
  }
}

/** Every item of a list, mapped. */
export async function listAll<T, U>(
  send: Send,
  request: Pick<OktaRequest, "path" | "purpose">,
  schema: z.ZodType<T>,
  map: (item: T) => U,
): Promise<readonly U[]> {
  const all: U[] = [];
  for await (const item of items(send, request, schema)) all.push(map(item));
  return all;
}
