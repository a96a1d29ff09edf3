import { describe, expect, it } from "vitest";
import type { FeedUpload } from "../../../src/api/feed-upload.ts";
import { StoreUnavailable } from "../../../src/domain/errors.ts";
import { resultsCsv } from "../../../src/lambda/feed-results.ts";
import type { ItemStore } from "../../../src/ports/item-store.ts";
import type { Notification } from "../../../src/ports/notifier.ts";
import { readMailbox } from "../../../src/stores/mailbox.ts";
import { listPeople } from "../../../src/stores/people.ts";
import { readWorkers } from "../../../src/stores/stored-worker.ts";
import { csv, GINNIE, many, NYSSA } from "../connectors/csv/files.ts";
import { NOW, type Office, openOffice, tenantConfig } from "./office.ts";

const HR = { mode: "hr", hr: { importedBy: "mastery", feed: { type: "csv", name: "hr", kind: "full" } } };

async function hrOffice(extra: Parameters<typeof openOffice>[0] = {}, config: object = {}): Promise<Office> {
  const office = openOffice(extra);
  await office.apply(tenantConfig({ ...HR, ...config }));
  return office;
}
const upload = (office: Office, text: string, more: { file?: string; shrinkageReason?: string } = {}) =>
  office.call("feed.upload", {
    tenantId: "acme",
    file: "workers.csv",
    content: Buffer.from(text).toString("base64"),
    uploadedBy: "kim",
    ...more,
  });
const outcomes = ({ rows }: FeedUpload) => rows.map(({ line, outcome }) => [line, outcome]);
const peopleOf = async (office: Office) => {
  const people = [];
  for await (const person of listPeople(office.deps.store, "acme")) people.push(person);
  return people;
};

describe("an HR file", () => {
  it("makes a person who is looked at of every row, leavers first", async () => {
    const office = await hrOffice();
    const gone = "1783,Terminated,Genevra,Melony,2017-08-21,2026-02-27,Developer";
    const uploaded = await upload(office, csv(GINNIE, NYSSA, gone));
    expect(uploaded).toMatchObject({
      processedBefore: false,
      record: { status: "accepted", counts: { rows: 3, new: 3, changed: 0, heldBack: 0, absent: 0, leavers: 1 } },
    });
    const keyAt = (line: number) => uploaded.rows.find((row) => row.line === line)!.personKey!;
    expect(office.assessments.map(({ body }) => body["personKey"])).toEqual([keyAt(4), keyAt(2), keyAt(3)]);
    const [stored] = await readWorkers(office.deps.store, "acme", keyAt(2));
    expect(stored!.value.record.name).toMatchObject({ legalGiven: "Ginnie", legalFamily: "Fadiman" });
    expect((await readMailbox(office.deps.store, "acme", keyAt(2)))!.value).toMatchObject({ wanted: 1, seen: 0 });
  });
  it("is processed once: the same bytes again do nothing, and tell what became of them", async () => {
    const office = await hrOffice();
    const first = await upload(office, csv(GINNIE, NYSSA));
    office.assessments.length = 0;
    office.pass(60_000);
    const again = await upload(office, csv(GINNIE, NYSSA), { file: "copy.csv" });
    expect(again).toEqual({ ...first, processedBefore: true });
    expect(office.assessments).toEqual([]);
  });
  it("is read again when the config reads it otherwise: a status that was mapped since needs no new file", async () => {
    const office = await hrOffice();
    const text = csv(GINNIE.replace("Active", "Sabbatical"));
    expect((await upload(office, text)).rows).toMatchObject([{ outcome: "held back" }]);
    const feed = { ...HR.hr.feed, statusValues: { Sabbatical: "leave" } };
    await office.apply(tenantConfig({ ...HR, hr: { ...HR.hr, feed } }));
    office.pass(60_000);
    const again = await upload(office, text);
    expect(again).toMatchObject({ processedBefore: false, rows: [{ outcome: "new" }] });
  });
  it("touches only those whose row changed", async () => {
    const office = await hrOffice();
    await upload(office, csv(GINNIE, NYSSA));
    office.assessments.length = 0;
    office.pass(60_000);
    const next = await upload(office, csv(NYSSA, GINNIE.replace("Project Manager", "Director")));
    expect(outcomes(next)).toEqual([
      [2, "unchanged"],
      [3, "changed"],
    ]);
    expect(office.assessments.map(({ body }) => body["personKey"])).toEqual([next.rows[1]!.personKey]);
  });
  it("notes who is not in it any more, and touches nobody for that", async () => {
    const office = await hrOffice();
    await upload(office, csv(...many(10)));
    office.assessments.length = 0;
    office.pass(60_000);
    const next = await upload(office, csv(...many(9)));
    expect(next.record.counts).toMatchObject({ rows: 9, unchanged: 9, absent: 1 });
    expect(next.rows.at(-1)).toMatchObject({
      workerId: "2009",
      outcome: "not in the file",
      reason: "nobody leaves because of that",
    });
    expect(office.assessments).toEqual([]);
  });
  it("of those who changed only says nothing of the others", async () => {
    const office = await hrOffice({}, { hr: { importedBy: "mastery", feed: { ...HR.hr.feed, kind: "delta" } } });
    await upload(office, csv(...many(10)));
    expect((await upload(office, csv(GINNIE))).record.counts).toMatchObject({ rows: 1, new: 1, absent: 0 });
  });
  describe("of changes that comes back once the mapping is mended", () => {
    const gone = "1783,Weg,Genevra,Melony,2017-08-21,2026-02-27,Developer";
    const mapped = (statusValues: Readonly<Record<string, string>> = {}) => ({
      hr: { importedBy: "mastery", feed: { ...HR.hr.feed, kind: "delta", statusValues } },
    });
    const mended = async (between: (office: Office) => Promise<void> = async () => {}) => {
      const office = await hrOffice({}, mapped());
      expect(outcomes(await upload(office, csv(GINNIE, gone)))).toEqual([
        [2, "new"],
        [3, "held back"],
      ]);
      office.pass(60_000);
      await between(office);
      await office.apply(tenantConfig({ ...HR, ...mapped({ Weg: "terminated" }) }));
      office.pass(60_000);
      return office;
    };
    it("is read for the rows that were held back, once", async () => {
      const office = await mended();
      const again = await upload(office, csv(GINNIE, gone));
      expect(again).toMatchObject({ processedBefore: false, record: { counts: { rows: 1, leavers: 1 } } });
      expect(outcomes(again)).toEqual([[3, "new"]]);
      office.assessments.length = 0;
      expect(await upload(office, csv(GINNIE, gone))).toMatchObject({ processedBefore: true });
      expect(office.assessments).toEqual([]);
    });
    it("says nothing more of whom a newer file has told since", async () => {
      const office = await mended(async (before) => {
        await upload(before, csv("1783,Active,Genevra,Melony,2017-08-21,,Developer"));
        before.pass(60_000);
      });
      const again = await upload(office, csv(GINNIE, gone));
      expect(again.rows).toMatchObject([
        { line: 3, outcome: "held back", reason: "a newer file has told of this worker since" },
      ]);
      office.pass(60_000);
      expect(await upload(office, csv(GINNIE, gone))).toMatchObject({ processedBefore: true });
    });
    it("is as old as it was: what its rest said is no news for a file that came between", async () => {
      const gone2 = "1783,Weg,Genevra,Melony,2017-08-21,2026-02-26,Developer";
      const office = await mended(async (before) => {
        await upload(before, csv(gone2));
        before.pass(60_000);
      });
      expect((await upload(office, csv(GINNIE, gone))).rows).toMatchObject([{ line: 3, outcome: "held back" }]);
      office.pass(60_000);
      const newer = await upload(office, csv(gone2));
      expect(newer).toMatchObject({ processedBefore: false, record: { counts: { leavers: 1 } } });
      expect(outcomes(newer)).toEqual([[2, "new"]]);
    });
    it("says nothing of whom a newer file has told in a row that was held back as well", async () => {
      const office = await mended(async (before) => {
        await upload(before, csv("1783,Actif,Genevra,Melony,2017-08-21,,Developer"));
        before.pass(60_000);
      });
      expect((await upload(office, csv(GINNIE, gone))).rows).toMatchObject([{ line: 3, outcome: "held back" }]);
    });
    it("takes each row in once, however often the mapping is mended", async () => {
      const office = await hrOffice({}, mapped());
      const other = "1784,Fort,Ines,Mora,2018-08-20,2026-02-27,Developer";
      await upload(office, csv(GINNIE, gone, other));
      const mend = async (statusValues: Readonly<Record<string, string>>) => {
        office.pass(60_000);
        await office.apply(tenantConfig({ ...HR, ...mapped(statusValues) }));
        return outcomes(await upload(office, csv(GINNIE, gone, other)));
      };
      expect(await mend({ Weg: "terminated" })).toEqual([[3, "new"]]);
      expect(await mend({ Weg: "terminated", Fort: "terminated" })).toEqual([[4, "new"]]);
      office.pass(60_000);
      expect(await upload(office, csv(GINNIE, gone, other))).toMatchObject({ processedBefore: true });
    });
    it("stays as it was while its rows cannot be read", async () => {
      const office = await hrOffice({}, mapped());
      const first = await upload(office, csv(gone));
      office.pass(60_000);
      expect(await upload(office, csv(gone))).toEqual({ ...first, processedBefore: true });
    });
  });
  it("of changes that says the same anew is another one with a blank line at its end", async () => {
    const office = await hrOffice({}, { hr: { importedBy: "mastery", feed: { ...HR.hr.feed, kind: "delta" } } });
    await upload(office, csv(GINNIE));
    await upload(office, csv(GINNIE.replace("Active", "Leave")));
    expect(await upload(office, csv(GINNIE))).toMatchObject({ processedBefore: true });
    office.pass(60_000);
    expect(outcomes(await upload(office, `${csv(GINNIE)}\n`))).toEqual([[2, "changed"]]);
  });
  it("holds a bad row back, says why, and lets the others through", async () => {
    const office = await hrOffice();
    const uploaded = await upload(office, csv(GINNIE, NYSSA.replace("2026-03-31", "31.03.2026")));
    expect(uploaded.rows[1]).toEqual({
      line: 3,
      workerId: "1895",
      outcome: "held back",
      reason: "TerminationDate: is no date in the form yyyy-MM-dd",
    });
    expect(await peopleOf(office)).toHaveLength(1);
  });
  it("needs a tenant that takes one", async () => {
    const office = openOffice();
    await office.apply();
    await expect(upload(office, csv(GINNIE))).rejects.toThrow(/tenant acme takes no HR file: .*hr\.feed/);
  });
  it("is not taken while its content is no base64", async () => {
    const office = await hrOffice();
    const call = office.call("feed.upload", { tenantId: "acme", file: "x.csv", content: "é!", uploadedBy: "kim" });
    await expect(call).rejects.toMatchObject({ name: "InvalidInput" });
  });
});

describe("a rejected HR file", () => {
  const half = csv(...many(5));
  it("changes nobody, keeps what the last good one had, and tells the operators without a name", async () => {
    const told: Notification[] = [];
    const send = async (news: Notification) => void told.push(news);
    const notifier = () => ({ send, wasSent: async () => true, redeliver: async () => 0 });
    const office = await hrOffice({ notifier }, { operators: "ops@msp.example" });
    await upload(office, csv(...many(10)));
    office.assessments.length = 0;
    office.pass(60_000);
    const rejected = await upload(office, half);
    expect(rejected).toMatchObject({ rows: [], record: { status: "rejected", problems: [{}] } });
    expect(await upload(office, half)).toMatchObject({ record: { status: "rejected" } });
    expect(office.assessments).toEqual([]);
    expect(told[0]).toMatchObject({ template: "feed-rejected", to: "ops@msp.example" });
    expect(new Set(told.map(({ key }) => key)).size).toBe(1);
    expect(JSON.stringify(told)).not.toMatch(/Ana|Silva|Clerk/);
  });
  it("goes through when a named operator says why it shrank", async () => {
    const office = await hrOffice();
    await upload(office, csv(...many(10)));
    office.pass(60_000);
    await upload(office, half);
    office.pass(60_000);
    const accepted = await upload(office, half, { shrinkageReason: "the warehouse was sold" });
    expect(accepted.record).toMatchObject({
      status: "accepted",
      acceptedShrinkage: { by: "kim", reason: "the warehouse was sold" },
      counts: { rows: 5, absent: 5 },
    });
    office.pass(60_000);
    expect((await upload(office, csv(...many(6)))).record.status).toBe("accepted"); // five are the measure now
  });
  it("is listed first", async () => {
    const office = await hrOffice();
    await upload(office, csv("1,Active"), { file: "half.csv" });
    office.pass(60_000);
    await upload(office, csv(GINNIE), { file: "whole.csv" });
    const { imports } = await office.call("feed.list", {});
    expect(imports.map(({ file, status }) => [file, status])).toEqual([
      ["half.csv", "rejected"],
      ["whole.csv", "accepted"],
    ]);
    expect(imports[0]!.problems[0]).toMatchObject({ line: 2 });
  });
});

describe("an import that dies", () => {
  const ROWS = 250;
  const file = csv(...many(ROWS));

  /** Fails from the n-th transaction on, as a process that is killed. */
  function dyingAt(store: ItemStore, n: number): ItemStore {
    let count = 0;
    return {
      ...store,
      transact: async (writes) => {
        count += 1;
        if (count >= n) throw new StoreUnavailable("killed");
        return store.transact(writes);
      },
    };
  }

  it.each([1, 2, 40, 102, 103, 150, 204, 254, 255])(
    "at write %i goes on where it stopped, and nobody is recorded twice",
    async (n) => {
      const office = await hrOffice();
      const dying = { ...office.deps, store: dyingAt(office.deps.store, n) };
      const { uploadFeed } = await import("../../../src/api/feed-upload.ts");
      const input = {
        tenantId: "acme",
        file: "w.csv",
        content: Buffer.from(file).toString("base64"),
        uploadedBy: "kim",
      };
      const died = await uploadFeed(input, dying).catch((error: unknown) => error);
      if (died instanceof Error) expect(died).toMatchObject({ name: "StoreUnavailable" });
      office.pass(60_000);
      const { record, rows } = await uploadFeed(input, office.deps);
      expect(record).toMatchObject({ status: "accepted", counts: { rows: ROWS, new: ROWS, unchanged: 0 } });
      expect(rows.map(({ line }) => line)).toEqual(Array.from({ length: ROWS }, (_, at) => at + 2));
      const people = await peopleOf(office);
      expect(people).toHaveLength(ROWS);
      for (const { key } of people) expect((await readMailbox(office.deps.store, "acme", key))!.value.wanted).toBe(1);
    },
  );
});

describe("the results file", () => {
  it("has a line for each row, and no cell that a spreadsheet would run", async () => {
    const rows = [
      { line: 2, workerId: "=1+1", outcome: "new" as const, personKey: "p-1" },
      { line: 3, outcome: "held back" as const, reason: 'HireDate: is no date; WorkerID: "x", y' },
    ];
    expect(resultsCsv(rows)).toBe(
      'line,workerId,outcome,reason,personKey\r\n2,\'=1+1,new,,p-1\r\n3,,held back,"HireDate: is no date; WorkerID: ""x"", y",\r\n',
    );
  });
});

it("leaves nothing behind when its tenant is removed with its data", async () => {
  const office = await hrOffice();
  await upload(office, csv(GINNIE, NYSSA));
  const exported = await office.call("tenant.export", { tenantId: "acme" });
  expect(new Set(exported.records.map(({ kind }) => kind))).toContain("config-versions");
  await office.call("tenant.remove", { tenantId: "acme", withData: true });
  await office.apply(tenantConfig(HR));
  expect(await office.call("feed.list", {})).toEqual({ imports: [] });
  expect((await upload(office, csv(GINNIE, NYSSA))).record).toMatchObject({ startedAt: NOW, counts: { new: 2 } });
});
