import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openClaim } from "../../src/stores/claims.ts";
import { listOutbox } from "../../src/stores/outbox-record.ts";
import { forTenant } from "../../src/stores/tenant-store.ts";
import { arrivedFrom } from "../contract/arrived-mail.ts";
import type { Arrived } from "../contract/mail-transport.contract.ts";
import { trailOf } from "./trail.ts";
import { inWorld, TENANT, type World } from "./world.ts";

const POLICY = { joiner: { firstCredential: "manager-link", welcomeManager: false } };
const DAY_MS = 86_400_000;
const ana = { login: "ana@story.example", email: "ana@story.example", firstName: "Ana", lastName: "Silva" };

interface Handover {
  readonly world: World;
  readonly userId: string;
  /** The page that the manager's mail leads to. */
  readonly page: string;
  readonly mail: Arrived;
  readonly dataDir: string;
}

/** Ana is hired, and her manager has got the mail. */
async function handingOver(story: (handover: Handover) => Promise<void>): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "mastery-link-"));
  try {
    await inWorld({ dataDir, policy: POLICY }, async (world) => {
      const login = "boss@story.example";
      const boss = world.org.seedUser({ profile: { login, email: login, firstName: "B", lastName: "Oss" } });
      const userId = await world.admin.createUser({ ...ana, managerId: boss.id }, false);
      await world.settle();
      const joiner = (await world.runs(userId)).find(({ machine }) => machine === "joiner");
      expect(joiner).toMatchObject({ status: "succeeded", verification: { unmet: [] } });
      const files = readdirSync(join(dataDir, "mail"));
      expect(files).toHaveLength(1);
      const mail = arrivedFrom(readFileSync(join(dataDir, "mail", files[0]!), "utf8"));
      const page = /http:\S+/.exec(mail.text)?.[0] ?? "";
      await story({ world, userId, page, mail, dataDir });
    });
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}

const press = async (page: string) => {
  const answer = await fetch(page, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};

const linkIn = (text: string): string => /href="([^"]+)"/.exec(text)?.[1] ?? "";

it("gives the activation link once, to whoever presses the button, and puts that on record", async () => {
  await handingOver(async ({ world, userId, page, mail }) => {
    expect(mail.to).toBe("boss@story.example");
    expect(page).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1\/credentials\/story\.[0-9a-f]{32}$/);
    const shown = await press(page);
    expect(shown.status).toBe(200);
    const password = "Kauri-Tree-2040";
    const body = JSON.stringify({ password });
    const opened = await fetch(linkIn(shown.text), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    expect(opened.ok).toBe(true);
    expect(world.status(userId)).toBe("ACTIVE");
    expect(await trailOf(world, userId)).toEqual([
      "mastery: joiner for linked: a new account in Okta; activate, deliver-credential",
      "mastery: joiner verified, 2 read back: joined",
      "whoever had the link: credential-fetched",
    ]);

    const again = await press(page);
    expect(again.status).toBe(410);
    expect(again.text).toContain("somebody else may have it");
    expect(linkIn(again.text)).toBe("");
  });
});

it("holds nothing that lets anybody in: neither in the mail, nor in the store, nor on the page before the button", async () => {
  await handingOver(async ({ world, page, mail }) => {
    const org = world.org.url;
    expect(mail.text).not.toContain(org);
    const shown = await fetch(page);
    const text = await shown.text();
    expect(shown.status).toBe(200);
    expect(text).toContain('<form method="post">');
    expect(text).not.toMatch(/Ana|Silva|story\.example|okta/i);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-frame-options": "DENY",
      "content-security-policy": expect.stringContaining("default-src 'none'"),
    });
    const messages = await listOutbox(forTenant(world.runtime.deps.store, TENANT), TENANT);
    const claimId = page.slice(page.lastIndexOf("/") + 1);
    expect(JSON.stringify(messages)).not.toContain(claimId);
  });
});

it("does nothing when a mail scanner opens the page, however often", async () => {
  await handingOver(async ({ world, userId, page }) => {
    const before = (await world.audit(userId)).length;
    for (let n = 0; n < 3; n += 1) await fetch(page);
    expect(await world.audit(userId)).toHaveLength(before);
    expect((await press(page)).status).toBe(200);
  });
});

it("tells nobody whether a claim was mistyped, has expired or never was", async () => {
  await handingOver(async ({ world, page }) => {
    const unknown = await press(page.replace(/[0-9a-f]{32}$/, "0".repeat(32)));
    expect(unknown.status).toBe(404);
    expect(await press(`${page}x`)).toMatchObject({ status: 404, text: unknown.text });
    await world.clock.advance(15 * DAY_MS);
    expect(await press(page)).toMatchObject({ status: 404, text: unknown.text });
  });
});

it("keeps the claim usable when Okta does not answer", async () => {
  await handingOver(async ({ world, userId, page }) => {
    world.org.faults.add({ path: "/api/v1/users/**", kind: "status", status: 503, times: 50 });
    expect(await press(page)).toMatchObject({ status: 503 });
    world.org.faults.clear();
    expect((await world.audit(userId)).map(({ kind }) => kind)).not.toContain("credential-fetched");
    const shown = await press(page);
    expect(shown.status).toBe(200);
    expect(linkIn(shown.text)).toContain("/welcome/");
  });
});

it("keeps the claim usable when the process died before Okta answered", async () => {
  await handingOver(async ({ world, page }) => {
    const { store, clock } = world.runtime.deps;
    const claimId = page.slice(page.lastIndexOf("/") + 1);
    expect(await openClaim(store, claimId, clock.now())).toMatchObject({ state: "open" });
    expect((await press(page)).status).toBe(503);
    await world.clock.advance(61_000);
    expect((await press(page)).status).toBe(200);
  });
});

it("shows one link to two who press at once", async () => {
  await handingOver(async ({ page }) => {
    const answers = await Promise.all([press(page), press(page), press(page)]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

it("hands nothing over for an account that is in use or was taken back", async () => {
  await handingOver(async ({ world, userId, page }) => {
    await world.admin.deactivate(userId);
    const shown = await press(page);
    expect(shown.status).toBe(409);
    expect(linkIn(shown.text)).toBe("");
  });
});
