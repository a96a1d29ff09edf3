import { join } from "node:path";
import {
  type ASLLanguageServiceParams,
  DiagnosticSeverity,
  getLanguageService,
  TextDocument,
} from "amazon-states-language-service";
import aslValidator from "asl-validator";
import { describe, expect, it } from "vitest";
import { readDefinitions, readSurroundings } from "../../src/local/asl-lint/folders.ts";
import { lintMachine } from "../../src/local/asl-lint/lint.ts";

const ROOT = join(import.meta.dirname, "../..");
const DEFINITIONS = readDefinitions(join(ROOT, "statemachines"));
const surroundings = readSurroundings(join(ROOT, "functions"));

/** What Workflow Studio and the editors say of the file as committed. */
async function complaintsOfLanguageService(name: string, text: string): Promise<readonly string[]> {
  const params: ASLLanguageServiceParams = { aslOptions: {} };
  const service = getLanguageService(params);
  const document = TextDocument.create(`file:///${name}`, "asl", 1, text);
  const diagnostics = await service.doValidation(document, service.parseJSONDocument(document));
  return diagnostics.map(
    ({ message, severity, range }) =>
      `${range.start.line + 1}: ${severity === DiagnosticSeverity.Error ? "error" : "warning"}: ${message}`,
  );
}

/** As the deployment fills the placeholders in; parsed anew each time, since asl-validator changes what it is given. */
const rendered = (text: string): unknown =>
  JSON.parse(
    text
      .replaceAll(/\$\{Partition\}/g, "aws")
      .replaceAll(/\$\{(\w+)\}/g, "arn:aws:lambda:eu-central-1:123456789012:function:$1"),
  );

describe("statemachines/", () => {
  it("holds definitions", () => {
    expect(DEFINITIONS.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["joiner.asl.json", "leaver.asl.json", "mover.asl.json"]),
    );
  });

  it.each(DEFINITIONS)("$name keeps the project's conventions", ({ name, definition }) => {
    expect(lintMachine(definition, name, surroundings)).toEqual([]);
  });

  it.each(DEFINITIONS)("$name pleases AWS's language service as committed", async ({ name, text }) => {
    expect(await complaintsOfLanguageService(name, text)).toEqual([]);
  });

  it.each(DEFINITIONS)("$name is valid once its placeholders are filled in", ({ text }) => {
    const { isValid, errors } = aslValidator(rendered(text));
    expect(errors).toEqual([]);
    expect(isValid).toBe(true);
  });
});

describe("AWS's own tools", () => {
  const dangling = JSON.stringify({
    StartAt: "Prepare",
    QueryLanguage: "JSONata",
    States: { Prepare: { Type: "Pass", Next: "Nowhere" } },
  });

  it("are really asked: the language service refuses a dangling Next", async () => {
    expect(await complaintsOfLanguageService("dangling.asl.json", dangling)).not.toEqual([]);
  });
  it("are really asked: asl-validator refuses a dangling Next", () => {
    expect(aslValidator(rendered(dangling)).isValid).toBe(false);
  });
});
