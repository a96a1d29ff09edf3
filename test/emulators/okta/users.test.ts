import { describe, expect, it } from "vitest";
import { nextLink, profileOf, startOrg } from "./harness.ts";

describe("creating a user", () => {
  it.each([
    { credentials: undefined, activate: false, status: "STAGED" },
    { credentials: undefined, activate: true, status: "PROVISIONED" },
    { credentials: { password: { value: "Correct-horse-1" } }, activate: false, status: "STAGED" },
    { credentials: { password: { value: "Correct-horse-1" } }, activate: true, status: "ACTIVE" },
  ])("gives $status with password $credentials and activate=$activate", async ({ credentials, activate, status }) => {
    const client = await startOrg();
    const body = { profile: profileOf("ada"), ...(credentials && { credentials }) };
    const answer = await client("POST", `/api/v1/users?activate=${activate}`, body);
    expect([answer.status, answer.body.status]).toEqual([200, status]);
  });

  it("refuses a second user with the same login, deactivated ones included", async () => {
    const client = await startOrg();
    client.org.seedUser({ profile: profileOf("ada"), status: "DEPROVISIONED" });
    const answer = await client("POST", "/api/v1/users", { profile: profileOf("ADA") });
    expect([answer.status, answer.body.errorCode]).toEqual([400, "E0000001"]);
    expect(answer.body.errorCauses[0].errorSummary).toBe(
      "login: An object with this field already exists in the current organization",
    );
  });

  it.each([
    ["a missing last name", { lastName: null }, "lastName"],
    ["a login that is no address", { login: "ada-example" }, "login"],
    ["a first name of more than 50 characters", { firstName: "x".repeat(51) }, "firstName"],
    ["a country code of three letters", { countryCode: "DEU" }, "countryCode"],
    ["an attribute that the schema does not know", { shoeSize: "42" }, "shoeSize"],
  ])("refuses %s and names the field", async (_, change, field) => {
    const client = await startOrg();
    const answer = await client("POST", "/api/v1/users", { profile: { ...profileOf("ada"), ...change } });
    expect([answer.status, answer.body.errorCode]).toEqual([400, "E0000001"]);
    expect(answer.body.errorCauses[0].errorSummary).toContain(field);
    expect((await client("GET", "/api/v1/users/ada@acme.example")).status).toBe(404);
  });

  it("refuses more than twenty groups, and a forced password change without password or activation", async () => {
    const client = await startOrg();
    const profile = profileOf("ada");
    const groupIds = Array.from({ length: 21 }, (_, index) => `00g${index}`);
    const codes = [
      await client("POST", "/api/v1/users", { profile, groupIds }),
      await client("POST", "/api/v1/users?nextLogin=changePassword", { profile }),
      await client("POST", "/api/v1/users?activate=false&nextLogin=changePassword", { profile }),
    ].map((answer) => answer.body.errorCode);
    expect(codes).toEqual(["E0000093", "E0000124", "E0000125"]);
  });

  it("mails the activation link to both addresses; the link sets the first password", async () => {
    const client = await startOrg();
    const profile = profileOf("ada", { secondEmail: "ada@home.example" });
    const { body: user } = await client("POST", "/api/v1/users", { profile });
    const mails = client.org.emails();
    expect(mails.map((mail) => mail.to)).toEqual(["ada@acme.example", "ada@home.example"]);
    const link = mails[0]?.link ?? "";
    expect((await client("GET", link)).body).toContain("<form");
    expect((await client("POST", link, { password: "short" })).body.errorCode).toBe("E0000001");
    expect((await client("POST", link, { password: "Correct-horse-1" })).status).toBe(200);
    expect((await client("GET", `/api/v1/users/${user.id}`)).body.status).toBe("ACTIVE");
    expect((await client("POST", link, { password: "Correct-horse-2" })).status).toBe(401);
  });
});

describe("updating a user", () => {
  it("changes only what a partial update names and clears with null", async () => {
    const client = await startOrg();
    const { id } = client.org.seedUser({ profile: profileOf("ada", { title: "Engineer", city: "Bonn" }) });
    const { body } = await client("POST", `/api/v1/users/${id}`, { profile: { title: "Manager", city: null } });
    expect(body.profile).toMatchObject({ title: "Manager", firstName: "Ada" });
    expect(body.profile.city).toBeUndefined();
    const event = client.org.log().at(-1);
    expect(event?.eventType).toBe("user.account.update_profile");
    expect(event?.debugContext.debugData["changedAttributes"]).toBe("city,title");
  });

  it("wipes what a replace leaves out, and only a replace changes the type", async () => {
    const client = await startOrg();
    const { id } = client.org.seedUser({ profile: profileOf("ada", { title: "Engineer" }) });
    const type = (await client("POST", "/api/v1/meta/types/user", { name: "contractor", displayName: "C" })).body;
    const body = { profile: profileOf("ada"), type: { id: type.id } };
    expect((await client("POST", `/api/v1/users/${id}`, { type: body.type })).status).toBe(403);
    const replaced = (await client("PUT", `/api/v1/users/${id}`, body)).body;
    expect(replaced.profile.title).toBeUndefined();
    expect(replaced.type.id).toBe(type.id);
  });

  it("refuses an update on an older version", async () => {
    const client = await startOrg();
    const { id } = client.org.seedUser({ profile: profileOf("ada") });
    const etag = (await client("GET", `/api/v1/users/${id}`)).headers.get("etag") ?? "";
    const change = (title: string) =>
      client("POST", `/api/v1/users/${id}`, { profile: { title } }, { "if-match": etag });
    expect((await change("A")).status).toBe(200);
    const second = await change("B");
    expect([second.status, second.body.errorCode]).toEqual([412, "E0000231"]);
  });

  it("refuses deactivated users", async () => {
    const client = await startOrg();
    const { id } = client.org.seedUser({ profile: profileOf("ada"), status: "DEPROVISIONED" });
    const answer = await client("POST", `/api/v1/users/${id}`, { profile: { title: "CEO" } });
    expect([answer.status, answer.body.errorCode]).toEqual([403, "E0000117"]);
  });

  it("accepts a custom attribute once the schema has it, of the right type and unique where asked", async () => {
    const client = await startOrg();
    const hrId = { title: "HR id", type: "string", unique: "UNIQUE_VALIDATED", master: { type: "OKTA" } };
    const custom = { properties: { hrId, fte: { title: "FTE", type: "number" } } };
    await client("POST", "/api/v1/meta/schemas/user/default", { definitions: { custom } });
    const create = (name: string, more: object) =>
      client("POST", "/api/v1/users", { profile: { ...profileOf(name), ...more } });
    expect((await create("ada", { hrId: "1", fte: 0.8 })).body.profile).toMatchObject({ hrId: "1", fte: 0.8 });
    expect((await create("bob", { hrId: "1" })).body.errorCode).toBe("E0000001");
    expect((await create("cyd", { fte: "half" })).body.errorCode).toBe("E0000001");
  });
});

describe("listing users", () => {
  it("leaves deactivated users out of the plain list, and finds them by search and filter", async () => {
    const client = await startOrg();
    client.org.seedUser({ profile: profileOf("ada") });
    client.org.seedUser({ profile: profileOf("bob"), status: "DEPROVISIONED" });
    const logins = async (query: string) =>
      (await client("GET", `/api/v1/users?${query}`)).body.map(
        (user: { profile: { login: string } }) => user.profile.login,
      );
    expect(await logins("limit=200")).toEqual(["admin@msp.example", "ada@acme.example"]);
    expect(await logins(`search=${encodeURIComponent('profile.login sw "bob"')}`)).toEqual(["bob@acme.example"]);
    expect(await logins(`filter=${encodeURIComponent('status eq "DEPROVISIONED"')}`)).toEqual(["bob@acme.example"]);
    expect(await logins("q=ada")).toEqual(["ada@acme.example"]);
  });

  it("refuses a filter that it cannot read", async () => {
    const client = await startOrg();
    expect((await client("GET", "/api/v1/users?filter=status")).body.errorCode).toBe("E0000053");
    expect((await client("GET", "/api/v1/users?search=status")).body.errorCode).toBe("E0000031");
  });

  it("pages by the next link, each user exactly once even while others are created", async () => {
    const client = await startOrg();
    for (const name of ["ada", "bob", "cyd"]) client.org.seedUser({ profile: profileOf(name) });
    const seen: string[] = [];
    let url: string | undefined = "/api/v1/users?limit=2";
    while (url !== undefined) {
      const answer = await client("GET", url);
      seen.push(...answer.body.map((user: { id: string }) => user.id));
      url = nextLink(answer);
      if (seen.length === 2) client.org.seedUser({ profile: profileOf("dan") });
    }
    expect(new Set(seen).size).toBe(5);
    expect(seen).toHaveLength(5);
  });

  it("lets the search index lag behind while a read by id is up to date", async () => {
    const client = await startOrg({ searchLagMs: 1000 });
    const { body } = await client("POST", "/api/v1/users", { profile: profileOf("ada") });
    const search = `/api/v1/users?search=${encodeURIComponent('profile.email eq "ada@acme.example"')}`;
    expect((await client("GET", search)).body).toEqual([]);
    expect((await client("GET", `/api/v1/users/${body.id}`)).status).toBe(200);
    client.emulator.advance(1000);
    expect((await client("GET", search)).body).toHaveLength(1);
  });
});
