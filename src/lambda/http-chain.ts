import middy from "@middy/core";
import * as z from "zod";
import type { Log } from "../ports/log.ts";
import type { HttpDefinition, HttpResponse } from "./definition.ts";

/**
 * The members of API Gateway's proxy event that we use.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export const ProxyEvent = z.object({
  httpMethod: z.string(),
  headers: z.record(z.string(), z.string().nullish()).nullish(),
  pathParameters: z.record(z.string(), z.string().nullish()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});
export type ProxyEvent = z.infer<typeof ProxyEvent>;

export interface ProxyResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The chain around every HTTP function: our own failure is a 500, so that the sender tries again. */
export function httpChain<Deps extends { readonly log: Log }>(
  definition: HttpDefinition<Deps>,
  loadDeps: () => Promise<Deps>,
) {
  let log: Log | undefined;
  return middy()
    .use({
      onError: (request) => {
        log?.error("the request failed", { function: definition.name, error: errorName(request.error) });
        request.response = toResult({ status: 500, body: { error: "failed, try again" } });
      },
    })
    .handler(async (event: unknown): Promise<ProxyResult> => {
      const deps = await loadDeps();
      log = deps.log;
      const { httpMethod, headers, pathParameters, body, isBase64Encoded } = ProxyEvent.parse(event);
      return toResult(
        await definition.run(
          {
            method: httpMethod,
            headers: present(headers, (name) => name.toLowerCase()),
            pathParameters: present(pathParameters, (name) => name),
            body: Buffer.from(body ?? "", isBase64Encoded === true ? "base64" : "utf8"),
          },
          deps,
        ),
      );
    });
}

/** A page is kept nowhere, runs and loads nothing, shows in no frame, and tells no other site its address. */
const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "content-security-policy": "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
};

function toResult({ status, body, html }: HttpResponse): ProxyResult {
  if (html !== undefined) return { statusCode: status, headers: PAGE_HEADERS, body: html };
  const type = { "content-type": "application/json", "cache-control": "no-store" };
  return { statusCode: status, headers: type, body: body === undefined ? "" : JSON.stringify(body) };
}

function present(
  values: Record<string, string | null | undefined> | null | undefined,
  nameOf: (name: string) => string,
): Record<string, string> {
  const entries = Object.entries(values ?? {}).flatMap(([name, value]) =>
    typeof value === "string" ? [[nameOf(name), value] as const] : [],
  );
  return Object.fromEntries(entries);
}

const errorName = (error: unknown): string => (error instanceof Error ? error.name : "unknown");
