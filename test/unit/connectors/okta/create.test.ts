import { expect, it } from "vitest";
import { AccessDenied, InvalidInput, StateChanged } from "../../../../src/domain/errors.ts";
import { ADA, directoryOn, playScript, type Step, userBody } from "./scripted-server.ts";

const LOGIN = "ada@acme.example";
const profile = { login: LOGIN, email: LOGIN, firstName: "Ada", lastName: "Example" };
const missing = { status: 404, body: { errorCode: "E0000007", errorSummary: `Not found: ${LOGIN}` } };
const invalid = {
  status: 400,
  body: {
    errorCode: "E0000001",
    errorSummary: "Api validation failed",
    errorCauses: [{ errorSummary: "login: taken" }],
  },
};
const find = (answers: Step["answers"]): Step => ({ expects: `GET /api/v1/users/${LOGIN}`, answers });
const create = (answers: Step["answers"]): Step => ({
  expects: "POST /api/v1/users?activate=false",
  body: { profile },
  answers,
});

it("takes the account that a racing request made meanwhile", async () => {
  const url = await playScript([find(missing), create(invalid), find({ body: userBody(ADA, { status: "STAGED" }) })]);
  expect(await directoryOn(url).createAccount({ profile })).toMatchObject({ id: ADA, status: "STAGED" });
});

it("does not take the account of somebody else who took the login meanwhile", async () => {
  const other = userBody(ADA, { profile: { ...profile, firstName: "Adam" } });
  const url = await playScript([find(missing), create(invalid), find({ body: other })]);
  const refused = directoryOn(url).createAccount({ profile });
  await expect(refused).rejects.toBeInstanceOf(StateChanged);
  await expect(refused).rejects.toMatchObject({ evidence: { accountId: ADA, fields: "firstName" } });
});

it("says what Okta said when nobody has the login after all", async () => {
  const url = await playScript([find(missing), create(invalid), find(missing)]);
  await expect(directoryOn(url).createAccount({ profile })).rejects.toBeInstanceOf(InvalidInput);
});

it("looks for nobody after a refusal that is about something else", async () => {
  const denied = { status: 403, body: { errorCode: "E0000006", errorSummary: "no" } };
  const url = await playScript([find(missing), create(denied)]);
  await expect(directoryOn(url).createAccount({ profile })).rejects.toBeInstanceOf(AccessDenied);
});

it("asks nothing of Okta for an account without a login", async () => {
  const url = await playScript([]);
  await expect(directoryOn(url).createAccount({ profile: { email: LOGIN } })).rejects.toBeInstanceOf(InvalidInput);
});
