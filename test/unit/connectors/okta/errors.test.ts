import { describe, expect, it } from "vitest";
import { refusalOf, saidBy, tokenRefusalOf, unreachedBy } from "../../../../src/connectors/okta/errors.ts";
import { type ErrorName, MasteryError } from "../../../../src/domain/errors.ts";
import type { Instant } from "../../../../src/domain/time.ts";

const NOW = "2026-03-01T12:00:00.000Z" as Instant;

function answer(status: number, body?: unknown, headers: Readonly<Record<string, string>> = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body ?? {});
  return { status, text, header: (name: string) => headers[name] };
}
const okta = (status: number, errorCode: string, errorCauses: unknown = []) =>
  answer(status, { errorCode, errorSummary: "ada@acme.example", errorLink: errorCode, errorId: "oae1", errorCauses });
const nameOf = (status: number, code: string) => refusalOf(okta(status, code), "do it", NOW).name;

describe("Okta's refusals", () => {
  it.each<[ErrorName, number, string]>([
    ["AuthorityRefused", 403, "E0000023"],
    ["AuthorityRefused", 403, "E0000075"],
    ["AuthorityRefused", 405, "E0000076"],
    ["AuthorityRefused", 403, "E0000077"],
    ["AuthorityRefused", 403, "E0000111"],
    ["AccessDenied", 401, "E0000011"],
    ["AccessDenied", 401, "E0000015"],
    ["AccessDenied", 403, "E0000006"],
    ["AccessDenied", 403, "E0000999"],
    ["NotFound", 404, "E0000007"],
    ["InvalidInput", 404, "E0000008"],
    ["Conflict", 412, "E0000231"],
    ["Conflict", 412, "E0000999"],
    ["Conflict", 409, "E0000112"],
    ["Conflict", 409, "E0000113"],
    ["StateChanged", 403, "E0000016"],
    ["StateChanged", 403, "E0000038"],
    ["StateChanged", 403, "E0000117"],
    ["InvalidInput", 400, "E0000001"],
    ["InvalidInput", 400, "E0000003"],
    ["RateLimited", 429, "E0000047"],
    ["ProviderUnavailable", 500, "E0000009"],
    ["ProviderUnavailable", 503, "E0000010"],
  ])("are %s for %i %s", (name, status, code) => {
    expect(nameOf(status, code)).toBe(name);
  });

  it.each([400, 403, 404, 409, 502, 503, 504])(
    "are nothing about the object when a gateway says %i in HTML",
    (status) => {
      expect(refusalOf(answer(status, "<html>ada@acme.example</html>"), "do it", NOW).name).toBe("ProviderUnavailable");
    },
  );

  it("carry evidence for Okta's support, the fields, and nobody's data", () => {
    const causes = [{ errorSummary: "login: ada@acme.example exists" }, { errorSummary: "Ada: no" }];
    const { text, status } = okta(400, "E0000001", causes);
    const header = (name: string) => (name === "x-okta-request-id" ? "req1" : undefined);
    const error = refusalOf({ status, text, header }, "create an account", NOW, '{"profile":{"login":"Ada"}}');
    expect(error.evidence).toEqual({
      provider: "okta",
      httpStatus: 400,
      providerCode: "E0000001",
      requestId: "req1",
      fields: "login",
    });
    expect(JSON.stringify([error.message, error.evidence, error.cause])).not.toMatch(/ada/i);
  });

  it.each([{ errorSummary: "x" }, null, [null], ["text"]])("are read although the causes are %j", (causes) => {
    expect(refusalOf(okta(403, "E0000023", causes), "do it", NOW).evidence.providerCode).toBe("E0000023");
  });

  it("are recognised by their code", () => {
    expect(saidBy(refusalOf(okta(403, "E0000016"), "do it", NOW), ["E0000016"])).toBe(true);
    expect(saidBy(unreachedBy("ECONNRESET", "do it"), ["E0000016"])).toBe(false);
    expect(saidBy(new Error("E0000016"), ["E0000016"])).toBe(false);
  });
});

describe("the end of a rate limit", () => {
  const retryAt = (headers: Readonly<Record<string, string>>) =>
    refusalOf(answer(429, { errorCode: "E0000047" }, headers), "do it", NOW).evidence.retryAt;
  const reset = (iso: string) => String(Date.parse(iso) / 1000);

  it("is reckoned by Okta's clock and told by ours", () => {
    // Okta's clock is five minutes behind ours.
    const date = "Sun, 01 Mar 2026 11:55:00 GMT";
    expect(retryAt({ date, "x-rate-limit-reset": reset("2026-03-01T11:55:40Z") })).toBe("2026-03-01T12:00:40.000Z");
  });

  it("is never now", () => {
    const date = "Sun, 01 Mar 2026 12:00:00 GMT";
    expect(retryAt({ date, "x-rate-limit-reset": reset("2026-03-01T11:00:00Z") })).toBe("2026-03-01T12:00:01.000Z");
  });

  it("is a minute away when Okta does not say", () => {
    expect(retryAt({})).toBe("2026-03-01T12:01:00.000Z");
    expect(retryAt({ "x-rate-limit-reset": "soon", date: "today" })).toBe("2026-03-01T12:01:00.000Z");
  });

  it("holds for gateways that limit without Okta's JSON", () => {
    expect(refusalOf(answer(429, "<html>"), "do it", NOW).name).toBe("RateLimited");
  });
});

describe("the token endpoint's refusals", () => {
  it("are AccessDenied with the reason", () => {
    const error = tokenRefusalOf(answer(401, { error: "invalid_client", error_description: "No such key." }), NOW);
    expect(error).toBeInstanceOf(MasteryError);
    expect(error).toMatchObject({ name: "AccessDenied", evidence: { providerCode: "invalid_client" } });
    expect(error.message).toContain("No such key.");
  });

  it("are what they are when they are none of OAuth's", () => {
    expect(tokenRefusalOf(answer(503, "<html>"), NOW).name).toBe("ProviderUnavailable");
    expect(tokenRefusalOf(answer(429, { error: "x" }), NOW).name).toBe("RateLimited");
    expect(tokenRefusalOf(okta(404, "E0000008"), NOW).name).toBe("InvalidInput");
  });
});
