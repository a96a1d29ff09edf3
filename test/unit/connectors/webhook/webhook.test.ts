import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { signingKey } from "../../../../src/connectors/webhook/config.ts";
import { signatureOf } from "../../../../src/connectors/webhook/signature.ts";
import { createWebhookTransport } from "../../../../src/connectors/webhook/transport.ts";
import { instantOf } from "../../../../src/domain/time.ts";
import type { Mail } from "../../../../src/ports/mail-transport.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const SECONDS = 1_614_265_330;

describe("the signature", () => {
  it("is that of the example in Svix's documentation of the scheme", () => {
    // https://docs.svix.com/receiving/verifying-payloads/how-manual
    const key = signingKey(SECRET);
    const signed = signatureOf(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", SECONDS, '{"test": 2432232314}');
    expect(signed).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });
  it.each([
    ["without its prefix", SECRET.slice(6)],
    ["too short", "whsec_c2hvcnQ="],
    ["not base64", "whsec_!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!"],
  ])("takes no secret %s, and does not repeat it", (_what, secret) => {
    expect(() => signingKey(secret)).toThrow(/whsec_ and 24 to 64 bytes in base64/);
    expect(() => signingKey(secret)).not.toThrow(secret);
  });
});

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

describe("a message to a webhook", () => {
  let server: Server;
  let url: string;
  let received: Received[];
  let answers: number[];
  beforeEach(async () => {
    received = [];
    answers = [];
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => {
        body += chunk.toString("utf8");
      });
      request.on("end", () => {
        received.push({ headers: request.headers, body });
        const status = answers.shift() ?? 204;
        if (status === 0) request.socket.destroy();
        else if (status > 1)
          response.writeHead(status, status >= 300 && status < 400 ? { location: `${url}/elsewhere` } : {}).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  const mail = (): Mail => ({ id: "0123", to: url, subject: "s", text: '{"type":"person.held"}', isRepeat: false });
  const transport = (deadlineMs = 5000) =>
    createWebhookTransport({
      clock: { now: () => instantOf(SECONDS * 1000) },
      secretOf: async () => SECRET,
      deadlineMs,
    });

  it("is signed so that the receiver can verify it, and its answer is the proof", async () => {
    const receipt = await transport().deliver(mail());
    expect(receipt).toMatchObject({ by: "webhook", answer: "204", to: url });
    const [{ headers, body } = { headers: {}, body: "" }] = received;
    const { "webhook-id": id, "webhook-timestamp": at } = headers as Record<string, string>;
    const key = Buffer.from(SECRET.slice("whsec_".length), "base64");
    const expected = createHmac("sha256", key).update(`${id}.${at}.${body}`).digest("base64");
    expect(headers["webhook-signature"]).toBe(`v1,${expected}`);
    expect([id, at, body]).toEqual(["0123", String(SECONDS), mail().text]);
  });
  it.each([
    [400, "InvalidInput", false],
    [404, "InvalidInput", false],
    [410, "InvalidInput", false],
    [401, "AccessDenied", false],
    [429, "ProviderUnavailable", false],
    [503, "ProviderUnavailable", true],
  ])("that is answered with %i is not delivered: %s", async (status, name, mayHaveArrived) => {
    answers = [status];
    await expect(transport().deliver(mail())).rejects.toMatchObject({ name, evidence: { mayHaveArrived } });
  });
  it("follows no redirect: what is signed for one address goes to no other", async () => {
    answers = [307];
    await expect(transport().deliver(mail())).rejects.toThrow(/leads elsewhere/);
    expect(received).toHaveLength(1);
  });
  it.each([
    ["breaks off", 0],
    ["never answers", 1],
  ])("may have arrived where the receiver %s", async (_what, answer) => {
    answers = [answer];
    const failed = { name: "ProviderUnavailable", evidence: { mayHaveArrived: true } };
    await expect(transport(200).deliver(mail())).rejects.toMatchObject(failed);
  });
  it("certainly did not arrive where nobody listens", async () => {
    await new Promise((resolve) => server.close(resolve));
    const failed = { name: "ProviderUnavailable", evidence: { mayHaveArrived: false } };
    await expect(transport().deliver(mail())).rejects.toMatchObject(failed);
  });
});
