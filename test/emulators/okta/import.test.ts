import { expect, it } from "vitest";
import { profileOf, startOrg } from "./harness.ts";

async function startWithDirectory(settings = {}) {
  const client = await startOrg(settings);
  const ad = client.org.seedDirectory({ label: "corp.example" });
  const profile = profileOf("ada", { department: "Sales" });
  client.org.putSourcePerson(ad.id, { externalId: "s-1", profile });
  client.org.importRun(ad.id);
  const user = (await client("GET", "/api/v1/users/ada@acme.example")).body;
  const status = async () => (await client("GET", `/api/v1/users/${user.id}`)).body.status;
  return { client, ad, user, status, profile };
}

it("imports a person as an active user whose password the directory checks", async () => {
  const { client, ad, user } = await startWithDirectory();
  expect([user.status, user.credentials.provider.type]).toEqual(["ACTIVE", "ACTIVE_DIRECTORY"]);
  const appUser = (await client("GET", `/api/v1/apps/${ad.id}/users/${user.id}`)).body;
  expect([appUser.externalId, appUser.syncState]).toEqual(["s-1", "SYNCHRONIZED"]);
});

it("refuses the whole update when it names one sourced attribute, even unchanged", async () => {
  const { client, user } = await startWithDirectory();
  client.org.seedAttribute("badge", "OKTA");
  const update = (profile: object) => client("POST", `/api/v1/users/${user.id}`, { profile });
  const refused = await update({ badge: "7", department: "Sales" });
  expect([refused.status, refused.body.errorCode]).toEqual([403, "E0000023"]);
  expect((await update({ badge: "7" })).body.profile.badge).toBe("7");
  const unlock = await client("POST", `/api/v1/users/${user.id}/lifecycle/unlock`);
  expect(unlock.body.errorCode).toBe("E0000032");
});

it.each(["suspend", "deactivate"])("undoes %s at the next import", async (operation) => {
  const { client, ad, user, status } = await startWithDirectory();
  await client("POST", `/api/v1/users/${user.id}/lifecycle/${operation}`);
  expect(await status()).not.toBe("ACTIVE");
  expect(client.org.importRun(ad.id).reactivated).toBe(1);
  expect(await status()).toBe("ACTIVE");
});

it("leaves containment alone where the org does not reactivate", async () => {
  const { client, ad, user, status } = await startWithDirectory({ importReactivates: false });
  await client("POST", `/api/v1/users/${user.id}/lifecycle/suspend`);
  client.org.importRun(ad.id);
  expect(await status()).toBe("SUSPENDED");
});

it("takes changes and deactivations over from the directory", async () => {
  const { client, ad, user, status, profile } = await startWithDirectory();
  client.org.putSourcePerson(ad.id, { externalId: "s-1", profile: { ...profile, department: "Legal" } });
  expect(client.org.importRun(ad.id).updated).toBe(1);
  expect((await client("GET", `/api/v1/users/${user.id}`)).body.profile.department).toBe("Legal");
  client.org.putSourcePerson(ad.id, { externalId: "s-1", profile, active: false });
  client.org.importRun(ad.id);
  expect(await status()).toBe("DEPROVISIONED");
  const jobs = client.org.log().filter((event) => event.eventType === "system.import.user.delete");
  expect(jobs[0]?.transaction.type).toBe("JOB");
});

it("notices only in a full import that a person is gone from the directory", async () => {
  const { client, ad, status } = await startWithDirectory();
  client.org.removeSourcePerson(ad.id, "s-1");
  client.org.importRun(ad.id, "incremental");
  expect(await status()).toBe("ACTIVE");
  client.org.importRun(ad.id, "full");
  expect(await status()).toBe("DEPROVISIONED");
});

it("hands the user to Okta, without a password, when the directory's assignment is deleted", async () => {
  const { client, ad, user } = await startWithDirectory();
  expect((await client("DELETE", `/api/v1/apps/${ad.id}/users/${user.id}`)).status).toBe(204);
  const updated = await client("POST", `/api/v1/users/${user.id}`, { profile: { department: "Legal" } });
  expect(updated.body.credentials).toEqual({ provider: { type: "OKTA", name: "OKTA" } });
  const reset = await client("POST", `/api/v1/users/${user.id}/lifecycle/reset_password?sendEmail=false`);
  expect(reset.body.resetPasswordUrl).toContain("/reset_password/");
  client.org.importRun(ad.id);
  expect((await client("POST", `/api/v1/users/${user.id}`, { profile: { department: "x" } })).status).toBe(403);
});
