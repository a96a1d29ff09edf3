import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createFileTransport } from "../../src/connectors/mail/file.ts";
import { instantOf } from "../../src/domain/time.ts";
import { arrivedFrom } from "./arrived-mail.ts";
import { mailOf, mailTransportContract } from "./mail-transport.contract.ts";

let dir: string;
const clock = { now: () => instantOf(1_772_000_000_000) };
const open = () => createFileTransport({ dir, from: "mastery@localhost", clock });
const files = (): readonly string[] => (existsSync(join(dir, "mail")) ? readdirSync(join(dir, "mail")).sort() : []);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "mastery-mail-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

mailTransportContract("files", async () => ({
  transport: open(),
  arrived: async () => files().map((name) => arrivedFrom(readFileSync(join(dir, "mail", name), "utf8"))),
  close: async () => {},
}));

it("writes whole files that their owner alone can read, and leaves nothing unfinished", async () => {
  const { answer } = await open().deliver(mailOf());
  expect(files()).toEqual([answer.replace("mail/", "")]);
  expect(statSync(join(dir, answer)).mode & 0o777).toBe(0o600);
  expect(statSync(join(dir, "mail")).mode & 0o777).toBe(0o700);
});

it("does not confirm a file that was deleted or changed", async () => {
  const transport = open();
  const receipt = await transport.deliver(mailOf());
  const path = join(dir, receipt.answer);
  writeFileSync(path, readFileSync(path, "utf8").replace("ready", "gone"));
  expect(await transport.confirm?.(receipt, mailOf())).toBe(false);
  rmSync(path);
  expect(await transport.confirm?.(receipt, mailOf())).toBe(false);
});

it("says that a folder which cannot be written is unavailable, and that nothing arrived", async () => {
  writeFileSync(join(dir, "mail"), "a file where the folder should be");
  await expect(open().deliver(mailOf())).rejects.toMatchObject({
    name: "ProviderUnavailable",
    evidence: { mayHaveArrived: false },
  });
});
