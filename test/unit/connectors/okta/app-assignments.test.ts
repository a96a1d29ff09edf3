import { expect, it } from "vitest";
import { ADA, directoryOn, playScript } from "./scripted-server.ts";

const LIST = `GET /api/v1/apps?filter=user.id eq "${ADA}"&expand=user/${ADA}&limit=200`;
const CRM = "0oaCRMAAAAAAAAAAAAAA";

it("reads how an app was assigned from the list itself where Okta embeds it", async () => {
  const apps = [
    { id: CRM, label: "CRM", _embedded: { user: { id: ADA, scope: "GROUP" } } },
    { id: "0oaWIKIAAAAAAAAAAAAA", label: "Wiki", _embedded: { user: { id: ADA, scope: "USER" } } },
  ];
  const url = await playScript([{ expects: LIST, answers: { body: apps } }]);
  expect(await directoryOn(url).listAppAssignments(ADA)).toEqual([
    { appId: CRM, label: "CRM", assignedBy: "GROUP" },
    { appId: "0oaWIKIAAAAAAAAAAAAA", label: "Wiki", assignedBy: "USER" },
  ]);
});

it("leaves an app out that was taken away while it looked", async () => {
  const gone = { status: 404, body: { errorCode: "E0000007", errorSummary: "Not found" } };
  const url = await playScript([
    { expects: LIST, answers: { body: [{ id: CRM, label: "CRM" }] } },
    { expects: `GET /api/v1/apps/${CRM}/users/${ADA}`, answers: gone },
  ]);
  expect(await directoryOn(url).listAppAssignments(ADA)).toEqual([]);
});
