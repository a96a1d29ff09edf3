import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { readFeedFile } from "../../../src/connectors/csv/gate.ts";
import { InvalidInput } from "../../../src/domain/errors.ts";
import { MODES } from "../../../src/domain/mastery.ts";
import type { Instant } from "../../../src/domain/time.ts";
import { parseTenantConfig, tenantJsonSchema } from "../../../src/tenants/tenant-config.ts";

const EXAMPLES = readdirSync("tenants").filter((name) => name.endsWith(".json"));
const textOfExample = (name: string): string => readFileSync(`tenants/${name}`, "utf8");

const valid = {
  schemaVersion: 1,
  id: "acme",
  name: "Acme",
  mode: "okta",
  okta: {
    orgUrl: "https://acme.okta.com",
    auth: { type: "token", token: { secret: "okta-token" } },
    hook: { id: `acme.${"0".repeat(32)}`, secret: { secret: "hook" } },
  },
  policy: { timeZone: "Europe/London" },
};
const withPolicy = (policy: object, more: object = {}) => ({
  ...valid,
  ...more,
  policy: { ...valid.policy, ...policy },
});

const feed = { type: "csv", name: "hr", kind: "full" };

/** The lines of the complaint, or none. */
function problemsOf(config: unknown): readonly string[] {
  try {
    parseTenantConfig(typeof config === "string" ? config : JSON.stringify(config), "acme.json");
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return error.message
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
  }
}

describe("a tenant's file", () => {
  it("is filled up with what it leaves out", () => {
    expect(parseTenantConfig(JSON.stringify(valid), "acme.json")).toMatchObject({
      inFlightCap: 5,
      policy: { leaver: { deactivateAfterDays: 0 }, guards: { leaversPer24h: 3 }, attributes: { title: "title" } },
    });
  });

  const task = { key: "t", title: "T", instructions: "I", owner: "it@acme.example", dueDays: 1 };
  it.each<[string, unknown, readonly string[]]>([
    [
      "a wrong id",
      { ...valid, id: "Acme!" },
      ["id: must be 2 to 31 lower-case letters, digits and dashes, and not begin with a dash"],
    ],
    ["an unknown key", { ...valid, polciy: {} }, ["polciy: is not known here"]],
    ["an unknown key deep inside", withPolicy({ leaver: { after: 1 } }), ["policy.leaver.after: is not known here"]],
    ["an unknown mode", { ...valid, mode: "workday" }, [expect.stringMatching(/^mode: .*"okta"\|"ad"\|"hr"\|"m365"/)]],
    ["a cap of nought", { ...valid, inFlightCap: 0 }, [expect.stringMatching(/^inFlightCap: /)]],
    [
      "a missing hook",
      { ...valid, okta: { ...valid.okta, hook: undefined } },
      ["okta.hook: is missing: without it no change in Okta wakes anybody"],
    ],
    [
      "a hook id without its bits",
      { ...valid, okta: { ...valid.okta, hook: { ...valid.okta.hook, id: "acme.1" } } },
      [expect.stringMatching(/^okta\.hook\.id: is not <tenant id>/)],
    ],
    [
      "another tenant's hook id",
      { ...valid, id: "other" },
      ["okta.hook.id: must begin with the tenant's own id: other."],
    ],
    [
      "a rule that writes login",
      withPolicy({ joiner: { profile: [{ attribute: "login", value: "x" }] } }),
      ["policy.joiner.profile[0].attribute: login is how people sign in: no rule writes it"],
    ],
    [
      "a rule for what AD owns",
      withPolicy({ joiner: { profile: [{ attribute: "title", value: "x" }] } }, { mode: "ad" }),
      ["policy.joiner.profile[0].attribute: Active Directory owns title in mode ad: no rule writes it"],
    ],
    [
      "a brace without its partner",
      withPolicy({ joiner: { profile: [{ attribute: "title", value: "{x" }] } }),
      ["policy.joiner.profile[0].value: has a brace without its partner; write {attribute}"],
    ],
    [
      "the same group rule twice, keys in another order",
      withPolicy({
        joiner: {
          groups: [
            { group: "A", when: { title: "x", department: "y" } },
            { group: "A", when: { department: "z" } },
            { when: { department: "y", title: "x" }, group: "A" },
          ],
        },
      }),
      ["policy.joiner.groups[2]: repeats entry 0: the same group under the same condition"],
    ],
    [
      "one task key twice",
      withPolicy({ leaver: { tasks: [task, { ...task, title: "U" }] } }),
      ["policy.leaver.tasks[1]: repeats entry 0: a task with the same key"],
    ],
    [
      "an alias that people sign in with",
      withPolicy({ mover: { aliasAttribute: "email" } }),
      ["policy.mover.aliasAttribute: email is how people sign in: no former address is kept there"],
    ],
    [
      "an alias that AD owns",
      { ...withPolicy({ mover: { aliasAttribute: "aliases" } }), mode: "ad" },
      ["policy.mover.aliasAttribute: Active Directory owns aliases in mode ad: no mover writes it"],
    ],
    [
      "lead days without a start date",
      withPolicy({ joiner: { leadDays: 1 } }),
      ["policy.attributes.startDate: is missing: policy.joiner.leadDays counts back from it"],
    ],
    [
      "one attribute for both dates",
      withPolicy({ attributes: { startDate: "d", endDate: "d" } }),
      ["policy.attributes.startDate: names the same attribute as policy.attributes.endDate"],
    ],
    [
      "a group rule without a name",
      withPolicy({ joiner: { groups: [{ group: "A" }, { group: "" }] } }),
      [expect.stringMatching(/^policy\.joiner\.groups\[1\]\.group: /)],
    ],
    [
      "an address without https",
      { ...valid, okta: { ...valid.okta, orgUrl: "http://acme.okta.com" } },
      ["okta.orgUrl: must begin with https://"],
    ],
    [
      "an HR feed in another mode",
      { ...valid, hr: { importedBy: "mastery", feed } },
      ["hr: has no meaning in mode okta: it belongs to mode hr"],
    ],
    [
      "people whom we bring from nowhere",
      { ...valid, mode: "hr", hr: { importedBy: "mastery" } },
      ["hr.feed: is missing: with importedBy mastery somebody has to say who works here"],
    ],
    [
      "a feed that nobody reads",
      { ...valid, mode: "hr", hr: { feed } },
      ["hr.feed: is read by nobody while importedBy is okta: say importedBy mastery"],
    ],
    [
      "a feed that cannot be",
      {
        ...valid,
        mode: "hr",
        hr: {
          importedBy: "mastery",
          feed: {
            ...feed,
            name: "HR feed",
            encoding: "latin1",
            columns: { salary: "Pay" },
            statusValues: { x: "gone" },
          },
        },
      },
      [
        "hr.feed.name: must be 1 to 30 lower-case letters, digits and dashes, and not begin with a dash",
        expect.stringMatching(/^hr\.feed\.encoding: /),
        expect.stringMatching(/^hr\.feed\.columns\.salary: /),
        expect.stringMatching(/^hr\.feed\.statusValues\.x: /),
      ],
    ],
    ["something that is no object", [], [expect.stringMatching(/^the file: /)]],
  ])("with %s is refused, and the path named", (_what, config, expected) => {
    expect(problemsOf(config)).toEqual(expected);
  });

  it("counts lead days back from the feed's dates where the feed brings people", () => {
    const policy = { joiner: { leadDays: 3 } };
    expect(problemsOf(withPolicy(policy, { mode: "hr", hr: { importedBy: "mastery", feed } }))).toEqual([]);
  });
  it("is told everything at once, contradictions beside wrong shapes", () => {
    const policy = {
      timeZone: "Mars/Olympus",
      joiner: { groups: [{ group: "A" }, { group: 3 }], profile: [{ attribute: "x" }] },
    };
    const okta = { ...valid.okta, hook: undefined };
    expect(problemsOf({ ...valid, name: "", okta, policy, extra: 1 }).map((line) => line.split(": ")[0])).toEqual([
      "name",
      "policy.timeZone",
      "policy.joiner.profile[0].value",
      "policy.joiner.groups[1].group",
      "extra",
      "okta.hook",
    ]);
  });
});

describe("a file that is not JSON", () => {
  it.each([
    ['{\n  "id": acme\n}', "unexpected character at line 2, column 9"],
    ['{\n  "id": "acme",\n}', "unexpected character at line 3, column 1"],
    ['{\n  "id": "ac', "the text ends too early at line 2, column 12"],
    ['{"id": "a\\q"}', "unexpected character at line 1, column 11"],
    ["", "the text ends too early at line 1, column 1"],
  ])("%j is refused at its place, without quoting it", (text, place) => {
    expect(() => parseTenantConfig(text, "acme.json")).toThrow(new InvalidInput(`acme.json is not JSON: ${place}`));
  });
  it("a byte order mark is forgiven", () => {
    expect(parseTenantConfig(`\uFEFF${JSON.stringify(valid)}`, "acme.json").id).toBe("acme");
  });
});

describe("the examples", () => {
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(tenantJsonSchema());

  it("cover every mode once, each under the name of its file", () => {
    const configs = EXAMPLES.map((name) => parseTenantConfig(textOfExample(name), name));
    expect(configs.map(({ mode }) => mode).sort()).toEqual([...MODES].sort());
    expect(configs.map(({ id }) => `${id}.json`)).toEqual(EXAMPLES);
  });
  it.each(EXAMPLES)("%s fits the JSON Schema that editors use", (name) => {
    const json: unknown = JSON.parse(textOfExample(name));
    expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...(json as object), mode: "workday" })).toBe(false);
  });
  it("come with an HR file that its tenant takes", () => {
    const { hr } = parseTenantConfig(textOfExample("harbor-hr.json"), "harbor-hr.json");
    const file = readFileSync("tenants/feeds/harbor-hr/workers.csv");
    const reading = readFeedFile(file, hr!.feed!, {
      observedAt: "2026-03-02T09:00:00.000Z" as Instant,
      acceptShrinkage: false,
    });
    expect(reading).toMatchObject({ verdict: "accepted" });
    expect(reading.verdict === "accepted" && reading.rows.map(({ kind }) => kind)).toEqual(Array(5).fill("worker"));
  });
  it("hold no secret, only names of secrets", () => {
    for (const name of EXAMPLES) expect(textOfExample(name)).not.toMatch(/SSWS|PRIVATE KEY|"00[A-Za-z0-9_-]{40}"/);
  });
});
