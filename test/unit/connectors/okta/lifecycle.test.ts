import { expect, it } from "vitest";
import { Conflict, InvalidInput, NotFound, StateChanged } from "../../../../src/domain/errors.ts";
import type { Instant } from "../../../../src/domain/time.ts";
import { ADA, directoryOn, playScript, type Step, userBody } from "./scripted-server.ts";

const read = (status: string, more: object = {}): Step => ({
  expects: `GET /api/v1/users/${ADA}`,
  answers: { body: userBody(ADA, { status, ...more }), headers: { "x-okta-request-id": `read-${status}` } },
});
const refusal = (status: number, errorCode: string) => ({
  status,
  headers: { "x-okta-request-id": "refused" },
  body: { errorCode, errorSummary: "ada@acme.example cannot", errorCauses: [] },
});
const post = (operation: string, answers: Step["answers"]): Step => ({
  expects: `POST /api/v1/users/${ADA}/lifecycle/${operation}`,
  answers,
});

it("takes a refused suspension for done when somebody else was faster", async () => {
  const url = await playScript([read("ACTIVE"), post("suspend", refusal(400, "E0000001")), read("SUSPENDED")]);
  expect(await directoryOn(url).suspend(ADA)).toEqual({ requestId: "read-SUSPENDED" });
});

it("says StateChanged, with Okta's code and the state that it found, when the wanted state is not there", async () => {
  const url = await playScript([read("ACTIVE"), post("suspend", refusal(400, "E0000001")), read("LOCKED_OUT")]);
  const refused = directoryOn(url).suspend(ADA);
  await expect(refused).rejects.toBeInstanceOf(StateChanged);
  await expect(refused).rejects.toMatchObject({
    message: expect.not.stringContaining("ada@"),
    evidence: { providerCode: "E0000001", httpStatus: 400, requestId: "refused", status: "LOCKED_OUT" },
  });
});

it("takes the 404 of a second deactivation for done", async () => {
  const url = await playScript([
    read("SUSPENDED"),
    post("deactivate?sendEmail=false", refusal(404, "E0000007")),
    read("DEPROVISIONED"),
  ]);
  expect(await directoryOn(url).deactivate(ADA)).toEqual({ requestId: "read-DEPROVISIONED" });
});

it("says NotFound when the account is gone after a refusal", async () => {
  const gone = { expects: `GET /api/v1/users/${ADA}`, answers: refusal(404, "E0000007") };
  const url = await playScript([read("ACTIVE"), post("deactivate?sendEmail=false", refusal(404, "E0000007")), gone]);
  await expect(directoryOn(url).deactivate(ADA)).rejects.toBeInstanceOf(NotFound);
});

it("takes a transition under way for done", async () => {
  const url = await playScript([
    read("ACTIVE", { transitioningToStatus: "DEPROVISIONED" }),
    read("STAGED", { transitioningToStatus: "PROVISIONED" }),
    read("ACTIVATING"),
  ]);
  const directory = directoryOn(url);
  await directory.deactivate(ADA);
  await directory.activate(ADA, { sendEmail: false });
  await directory.activate(ADA, { sendEmail: false });
});

it("does not take an account that is on its way back for deactivated", async () => {
  const url = await playScript([
    read("DEPROVISIONED", { transitioningToStatus: "ACTIVE" }),
    post("deactivate?sendEmail=false", { body: {}, headers: { "x-okta-request-id": "done" } }),
  ]);
  expect(await directoryOn(url).deactivate(ADA)).toEqual({ requestId: "done" });
});

it("says Conflict while Okta is still activating", async () => {
  const url = await playScript([read("ACTIVE"), post("suspend", refusal(409, "E0000112"))]);
  await expect(directoryOn(url).suspend(ADA)).rejects.toBeInstanceOf(Conflict);
});

it("never asks Okta to mail what the caller did not order", async () => {
  const link = { body: { activationUrl: "https://acme.okta.com/welcome/x", activationToken: "x" } };
  const url = await playScript([
    read("STAGED"),
    post("activate?sendEmail=false", link),
    read("PROVISIONED"),
    post("reactivate?sendEmail=true", { body: {} }),
  ]);
  const directory = directoryOn(url);
  const { activationUrl } = await directory.activate(ADA, { sendEmail: false });
  expect(activationUrl).toBe("https://acme.okta.com/welcome/x");
  expect(await directory.reactivate(ADA, { sendEmail: true })).toEqual({});
});

it("asks for every kind of session to be ended", async () => {
  const expects = `DELETE /api/v1/users/${ADA}/sessions?oauthTokens=true&forgetDevices=true`;
  const url = await playScript([{ expects, answers: { status: 204, headers: { "x-okta-request-id": "cleared" } } }]);
  expect(await directoryOn(url).clearSessions(ADA)).toEqual({ requestId: "cleared" });
});

it("takes missing sessions of a deactivated account for cleared, and of a living one for an error", async () => {
  const expects = `DELETE /api/v1/users/${ADA}/sessions?oauthTokens=true&forgetDevices=true`;
  const missing = { expects, answers: refusal(404, "E0000007") };
  const url = await playScript([missing, read("DEPROVISIONED"), missing, read("ACTIVE")]);
  const directory = directoryOn(url);
  expect(await directory.clearSessions(ADA)).toEqual({ requestId: "refused" });
  await expect(directory.clearSessions(ADA)).rejects.toBeInstanceOf(NotFound);
});

it("sends a minimal change with the entity tag that it was meant for", async () => {
  const url = await playScript([
    {
      expects: `POST /api/v1/users/${ADA}`,
      headers: { "if-match": 'W/"7"', "content-type": "application/json" },
      body: { profile: { title: null, city: "Bern" } },
      answers: { body: userBody(ADA) },
    },
  ]);
  await directoryOn(url).updateProfile(ADA, { title: null, city: "Bern" }, 'W/"7"');
});

it.each(["me", "ada", "ada@acme.example", "", "../apps", `${ADA}/..`])(
  "asks Okta nothing about %j as an id",
  async (id) => {
    const directory = directoryOn(await playScript([]));
    for (const call of [
      () => directory.suspend(id),
      () => directory.deactivate(id),
      () => directory.clearSessions(id),
      () => directory.updateProfile(id, { title: "x" }),
      () => directory.addToGroup(ADA, id),
      () => directory.addToGroup(id, ADA),
      () => directory.removeFromGroup(ADA, id),
      () => directory.resetFactors(id),
      () => directory.listMemberships(id),
      () => directory.listAppAssignments(id),
      () => directory.sessionsClearedSince(id, "2026-01-01T00:00:00.000Z" as Instant),
    ])
      await expect(call()).rejects.toBeInstanceOf(InvalidInput);
  },
);

it("takes nobody for the account who has another id", async () => {
  const other = userBody("00uEVEAAAAAAAAAAAAAA");
  const url = await playScript([
    { expects: `GET /api/v1/users/${ADA}`, answers: { body: other } },
    { expects: `GET /api/v1/users/${ADA}`, answers: { body: other } },
  ]);
  const directory = directoryOn(url);
  expect(await directory.readAccount(ADA)).toBeUndefined();
  await expect(directory.suspend(ADA)).rejects.toBeInstanceOf(NotFound);
});

it("resets no factors where there are none", async () => {
  const url = await playScript([{ expects: `GET /api/v1/users/${ADA}/factors`, answers: { body: [] } }]);
  expect(await directoryOn(url).resetFactors(ADA)).toEqual({});
});

it("takes an admin role for removed that went while it was being removed", async () => {
  const role = { id: "ra1AAAAAAAAAAAAAAAAA", type: "ORG_ADMIN", assignmentType: "USER" };
  const roles = (...body: object[]): Step => ({ expects: `GET /api/v1/users/${ADA}/roles`, answers: { body } });
  const remove = { expects: `DELETE /api/v1/users/${ADA}/roles/${role.id}`, answers: refusal(404, "E0000007") };
  const url = await playScript([roles(role), remove, roles(), roles(role), remove, roles(role)]);
  const directory = directoryOn(url);
  expect(await directory.removeAdminRole(ADA, role.id)).toEqual({});
  await expect(directory.removeAdminRole(ADA, role.id)).rejects.toBeInstanceOf(NotFound);
});

it("takes a member for removed who was none", async () => {
  const group = "00gSALESAAAAAAAAAAAA";
  const kind = { id: group, type: "OKTA_GROUP", profile: { name: "Sales" } };
  const url = await playScript([
    { expects: `GET /api/v1/groups/${group}`, answers: { body: kind } },
    { expects: `DELETE /api/v1/groups/${group}/users/${ADA}`, answers: refusal(404, "E0000007") },
    read("ACTIVE"),
  ]);
  expect(await directoryOn(url).removeFromGroup(ADA, group)).toEqual({ requestId: "refused" });
});
