import { expect, it } from "vitest";
import { InvalidInput, ProviderUnavailable } from "../../../../src/domain/errors.ts";
import type { Instant } from "../../../../src/domain/time.ts";
import { ADA, directoryOn, playScript, serve, userBody } from "./scripted-server.ts";

const group = (n: number) => ({ id: `g${n}`, type: "OKTA_GROUP", profile: { name: `G${n}` } });
const FIRST = "/api/v1/groups?limit=1000";
const links = (next: string) => ({ link: `<https://acme.okta.com${FIRST}>; rel="self", <${next}>; rel="next"` });

it("follows next links through an empty page in the middle", async () => {
  const url = await playScript([
    { expects: `GET ${FIRST}`, answers: { body: [group(1)], headers: links("/api/v1/groups?after=a&limit=1000") } },
    {
      expects: "GET /api/v1/groups?after=a&limit=1000",
      answers: { body: [], headers: links("/api/v1/groups?after=b,;&limit=1000") },
    },
    { expects: "GET /api/v1/groups?after=b,;&limit=1000", answers: { body: [group(3)] } },
  ]);
  expect((await directoryOn(url).listGroups()).map(({ id }) => id)).toEqual(["g1", "g3"]);
});

it("asks the org itself for the next page, whatever host the link names", async () => {
  const strangers: string[] = [];
  const stranger = await serve(({ path }) => {
    strangers.push(path);
    return { body: [] };
  });
  const url = await playScript([
    { expects: `GET ${FIRST}`, answers: { body: [group(1)], headers: links(`${stranger}/api/v1/groups?after=a`) } },
    { expects: "GET /api/v1/groups?after=a", answers: { body: [group(2)] } },
  ]);
  expect(await directoryOn(url).listGroups()).toHaveLength(2);
  expect(strangers).toEqual([]);
});

it("keeps an org's path prefix out of the next request's path", async () => {
  const url = await playScript([
    {
      expects: `GET /orgs/acme${FIRST}`,
      answers: { body: [group(1)], headers: links("/orgs/acme/api/v1/groups?after=a") },
    },
    { expects: "GET /orgs/acme/api/v1/groups?after=a", answers: { body: [] } },
  ]);
  expect(await directoryOn(`${url}/orgs/acme/`).listGroups()).toHaveLength(1);
});

it("does not go round in circles", async () => {
  const url = await playScript([{ expects: `GET ${FIRST}`, answers: { body: [group(1)], headers: links(FIRST) } }]);
  await expect(directoryOn(url).listGroups()).rejects.toBeInstanceOf(ProviderUnavailable);
});

it("gives an account once although it moved to another page meanwhile", async () => {
  const next = "/api/v1/users?after=a";
  const pages = [
    { body: [userBody(ADA)], headers: links(next) },
    { body: [userBody(ADA), userBody("00uEVEAAAAAAAAAAAAAA")] },
  ];
  const url = await serve(() => pages.shift() ?? { status: 500 });
  const ids: string[] = [];
  for await (const { id } of directoryOn(url).listAccounts()) ids.push(id);
  expect(ids).toEqual([ADA, "00uEVEAAAAAAAAAAAAAA"]);
});

it("says where an answer does not fit, and shows no value of it", async () => {
  const url = await serve(() => ({ body: [{ id: "g1", profile: { name: 7 } }, { id: "secret name" }] }));
  const refused = directoryOn(url).listGroups();
  await expect(refused).rejects.toBeInstanceOf(InvalidInput);
  await expect(refused).rejects.toThrow("0.profile.name (invalid_type)");
});

const SINCE = "2026-01-02T00:00:00.000Z" as Instant;
const LOGS = `/api/v1/logs?since=${SINCE}&filter=eventType eq "user.session.clear" and target.id eq "${ADA}" and outcome.result eq "SUCCESS"&sortOrder=ASCENDING&limit=100`;
const event = (more: object) => ({
  eventType: "user.session.clear",
  published: "2026-01-02T00:00:00.000Z",
  outcome: { result: "SUCCESS" },
  target: [
    { id: "x", type: "AppInstance" },
    { id: ADA, type: "User" },
  ],
  ...more,
});

it("ends a look into the System Log at its empty page, whose next link never ends", async () => {
  const url = await playScript([
    { expects: `GET ${LOGS}`, answers: { body: [event({ outcome: null })], headers: links("/api/v1/logs?after=a") } },
    { expects: "GET /api/v1/logs?after=a", answers: { body: [], headers: links("/api/v1/logs?after=b") } },
  ]);
  expect(await directoryOn(url).sessionsClearedSince(ADA, SINCE)).toBe(false);
});

it.each([
  ["at that very moment", {}, true],
  ["with the result in another case", { outcome: { result: "Success" } }, true],
  ["earlier", { published: "2026-01-01T23:59:59.999Z" }, false],
  ["without success", { outcome: { result: "FAILURE" } }, false],
  ["for somebody else", { target: [{ id: "00uEVEAAAAAAAAAAAAAA", type: "User" }] }, false],
  ["of another kind", { eventType: "user.session.end" }, false],
  ["without targets", { target: null }, false],
])("believes an event %s: %j is %j", async (_, more, isCleared) => {
  const pages = [{ body: [event(more)], headers: links("/api/v1/logs?after=a") }, { body: [] }];
  const url = await serve(() => pages.shift() ?? { status: 500 });
  expect(await directoryOn(url).sessionsClearedSince(ADA, SINCE)).toBe(isCleared);
});
