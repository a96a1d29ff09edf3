/** Orders as an operator types them, on a data folder on which nothing runs. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { OrderList } from "../../src/api/orders-list.ts";
import type { UserSeed } from "../../src/emulators/okta/control/seed.ts";
import { startOktaEmulator } from "../../src/emulators/okta/index.ts";
import { type Ended, inFolder, mastery } from "./command.ts";
import { writeTenant } from "./tenant.ts";

const [ANA, BOSS] = ["ana@acme.example", "boss@acme.example"];
const profileOf = (login: string): UserSeed["profile"] => ({ login, email: login, firstName: "Ana", lastName: "Roe" });

interface Desk {
  /** A command for the tenant acme. */
  order(...words: readonly string[]): Promise<Ended>;
  list(...words: readonly string[]): Promise<Ended>;
}

/** An org with Ana and her manager. */
async function atDesk(more: object, work: (desk: Desk) => Promise<void>): Promise<void> {
  const emulator = await startOktaEmulator({ orgs: [{ id: "acme", settings: { rateLimits: "off" } }] });
  try {
    await inFolder(async (dir) => {
      const org = emulator.org("acme");
      for (const login of [ANA, BOSS]) org.seedUser({ profile: profileOf(login) });
      const secrets = join(dir, "secrets.json");
      writeFileSync(secrets, JSON.stringify({ "okta-token": org.apiToken }), { mode: 0o600 });
      const data = ["--data", join(dir, "data")];
      await mastery("tenant", "apply", writeTenant(dir, org.url, more), "--secrets", secrets, ...data);
      const why = ["--tenant", "acme", "--reason", "because", "--by", "kim", ...data];
      await work({
        order: (...words) => mastery(...words, ...why),
        list: (...words) => mastery("orders", "list", ...words, ...data),
      });
    });
  } finally {
    await emulator.close();
  }
}

it("a change is ordered, listed, moved and withdrawn", () =>
  atDesk({}, async ({ order, list }) => {
    const attributes = ["--title", "Lead", "--set", "division=East", "--set", "costCenter=a=b", "--clear", "nickName"];
    const ordered = await order("person", "change", ANA, "--manager", BOSS, ...attributes, "--at", "2099-03-31");
    expect(ordered).toMatchObject({ status: 0, stderr: expect.stringContaining("npm start") });
    expect(ordered.stdout).toMatch(/change: .*costCenter = a=b, nickName cleared, title = Lead, managerId = boss@acme/);
    expect(ordered.stdout).toContain("from 2099-03-31 00:00 in Europe/Amsterdam");
    const id = /order +([0-9a-f-]{36})/.exec(ordered.stdout)?.[1] ?? "";
    const listed = await list("--tenant", "acme", "--person", ANA);
    expect(listed.stdout).toMatch(/to come +2099-03-31 00:00 in Europe\/Amsterdam +change division, costCenter/);
    const moved = await order("orders", "change", id, "--at", "2099-04-30");
    expect(moved.stdout).toMatch(/moved +change, order .*\nholds from +2099-04-30 00:00/);
    expect((await order("orders", "withdraw", id)).stdout).toMatch(/^withdrawn/);
    expect((await order("orders", "withdraw", id)).stdout).toMatch(/^already withdrawn/);
    const { orders } = JSON.parse((await list("--json")).stdout) as OrderList;
    expect(orders).toMatchObject([{ state: "withdrawn", order: { id, withdrawn: { by: "kim" } } }]);
  }));

it("a contractor is hired and extended, and leave and absence are told apart", () =>
  atDesk({}, async ({ order }) => {
    const names = ["--given", "Cas", "--family", "Roe", "--email", "cas@acme.example"];
    const hire = ["person", "hire", ...names, "--worker-type", "contractor", "--end", "2099-06-30", "--sponsor", BOSS];
    const hired = await order(...hire);
    expect(hired.stdout).toContain("hire of cas@acme.example as contractor until 2099-06-30, holds now");
    expect((await order(...hire)).stdout).toMatch(/^already ordered/);
    const key = /p-[0-9a-z]{26}/.exec(hired.stdout)?.[0] ?? "";
    expect((await order("person", "extend", key, "--end", "2099-09-30")).stdout).toContain("last day 2099-09-30");
    expect((await order("person", "absence", ANA, "--at", "2099-01-01")).stdout).toContain("2099-01-01 00:00");
    expect((await order("person", "return", ANA, "--at", "2099-02-01")).stdout).toContain("2099-02-01 00:00");
    expect((await order("person", "leave", ANA, "--at", "2099-03-31")).stdout).toContain("2099-04-01 00:00");
  }));

it("an urgent leave that another system decides is a containment, and says where to end the account", () =>
  atDesk({ mode: "ad" }, async ({ order }) => {
    const contained = await order("person", "leave", ANA);
    expect(contained.stdout).toContain("containment: access is to be cut, reversibly, holds now");
    expect(contained.stderr).toContain("Active Directory Users and Computers");
    const lifted = await order("person", "return", ANA);
    expect(lifted.stdout).toMatch(/^lifted +the containment/);
    const later = await order("person", "leave", ANA, "--at", "2099-03-31");
    expect(later).toMatchObject({ status: 1, stderr: expect.stringMatching(/nothing was ordered.*Active Directory/s) });
  }));

it("what cannot be understood, or ordered, is refused with the reason", () =>
  atDesk({}, async ({ order }) => {
    const rows: readonly (readonly [readonly string[], number, RegExp])[] = [
      [["person", "change", ANA, "--set", "title"], 2, /attribute=value/],
      [["person", "hire", "--given", "Cas"], 2, /--family is required/],
      [["person", "hire", "--worker-type", "pirate"], 2, /employee, contractor, intern, other/],
      [["person", "extend", ANA], 2, /--end DATE is required/],
      [["orders", "change", "x"], 2, /--at WHEN is required/],
      [["orders", "withdraw", "x"], 1, /no order x/],
      [["person", "return", ANA], 1, /no absence/],
    ];
    for (const [words, status, why] of rows)
      expect(await order(...words)).toMatchObject({ status, stderr: expect.stringMatching(why) });
  }));
