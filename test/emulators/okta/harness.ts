/** Starts an emulator with one org and talks to it as an HTTP client would. */
import { onTestFinished } from "vitest";
import { type OktaEmulator, type OrgControl, startOktaEmulator } from "../../../src/emulators/okta/index.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Of whatever shape the answer has; the tests say which. */
  readonly body: ReturnType<typeof JSON.parse>;
}

export interface Client {
  readonly emulator: OktaEmulator;
  readonly org: OrgControl;
  (method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

type Settings = Parameters<OktaEmulator["createOrg"]>[0]["settings"];

/** A client of a fresh org; the emulator is closed when the test ends. */
export async function startOrg(settings: Settings = {}, now?: () => number): Promise<Client> {
  const orgs = [{ id: "acme", settings: { rateLimits: "off" as const, ...settings } }];
  const emulator = await startOktaEmulator({ orgs, ...(now === undefined ? {} : { now }) });
  onTestFinished(() => emulator.close());
  const org = emulator.org("acme");
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    request(path.startsWith("http") ? path : org.url + path, method, body, {
      authorization: `SSWS ${org.apiToken}`,
      ...headers,
    });
  return Object.assign(call, { emulator, org });
}

/** One HTTP request with a JSON body. */
export async function request(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    redirect: "manual",
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** A valid profile with a login of its own. */
export function profileOf(name: string, more: Record<string, string> = {}) {
  const login = `${name}@acme.example`;
  return { login, email: login, firstName: "Ada", lastName: "Example", ...more };
}

/** The `next` link of a page, if there is one. */
export function nextLink(answer: Answer): string | undefined {
  return /<([^>]+)>; rel="next"/.exec(answer.headers.get("link") ?? "")?.[1];
}
