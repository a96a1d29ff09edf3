import { describe, expect, it } from "vitest";
import { renderNotification, templateProblems } from "../../../../src/domain/notifications/render.ts";
import { NOTIFICATION_TEMPLATES, type TemplateName } from "../../../../src/domain/notifications/templates.ts";

const NAMES = Object.keys(NOTIFICATION_TEMPLATES) as TemplateName[];
const MOVE = {
  tenant: "Acme",
  name: "Ana Silva",
  headline: "Ana Silva moves on",
  news: "department changes",
  groupsGained: "Sales",
  groupsLost: "",
  groupsKept: "",
  keptUntil: "",
};

describe("our own texts", () => {
  it.each(NAMES)("of %s name only what the message has", (name) => {
    const { subject, text } = NOTIFICATION_TEMPLATES[name];
    expect(templateProblems(name, { subject, text })).toEqual([]);
  });
  it("leave a line out of which every value is missing", () => {
    expect(renderNotification("manager-move", MOVE)).toEqual({
      subject: "Ana Silva moves on",
      text: "Ana Silva: department changes.\nGroups gained: Sales.\nAccess that was granted by hand stays: say if it has to go.",
    });
  });
  it("say something where a name is missing", () => {
    const { subject, text } = renderNotification("manager-welcome", { tenant: "Acme", name: "" });
    expect(subject).toBe("Your new team member can start");
    expect(text).toMatch(/^The account of your new team member is ready/);
  });
  it("keep the place of the link, which is put in when the mail leaves", () => {
    const { text } = renderNotification("manager-activation-link", { tenant: "Acme", days: "14", execution: "e-1" });
    expect(text).toContain("\n\n{link}\n\n");
  });
});

describe("a tenant's own text", () => {
  it("takes the place of ours, part by part", () => {
    const own = { subject: "Kia ora: {name}" };
    const rendered = renderNotification("manager-welcome", { tenant: "Acme", name: "Ana" }, own);
    expect(rendered.subject).toBe("Kia ora: Ana");
    expect(rendered.text).toContain("The account of Ana is ready");
  });
  it("never fills a value in twice, and a subject is one line whatever the value", () => {
    const name = "{tenant}\r\nBcc: everybody@acme.example";
    const { subject } = renderNotification("manager-welcome", { tenant: "Acme", name });
    expect(subject).toBe("{tenant} Bcc: everybody@acme.example can start");
  });
  it.each([
    [
      "an unknown placeholder",
      { text: "Dear {nmae}, {link}" },
      /\{nmae\} is no placeholder of manager-activation-link/,
    ],
    ["a lonely brace", { subject: "Hello {name" }, /brace without its partner/],
    ["no link where one is needed", { text: "Come and get it" }, /lacks \{link\}/],
    ["the link in a subject", { subject: "{link}" }, /\{link\} is no placeholder/],
  ])("is refused with %s", (_what, own, problem) => {
    const problems = templateProblems("manager-activation-link", own).map(({ message }) => message);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });
});
