import { describe, expect, it } from "vitest";
import type { Json } from "../../src/domain/json.ts";
import { run } from "./run-machine.ts";

const evaluated = async (expression: string, input: Json = {}): Promise<Json | undefined> => {
  const { output, status } = await run({ A: { Type: "Pass", Output: `{% ${expression} %}`, End: true } }, input);
  return status === "SUCCEEDED" ? output : "(failed)";
};

it.each([
  ["$partition([1,2,3,4,5], 2)", [[1, 2], [3, 4], [5]]],
  ["$partition([0], 4)", [[0]]],
  ["$partition([], 4)", []],
  ["$partition([1], 0)", "(failed)"],
  ["$range(0, 9, 3)", [0, 3, 6, 9]],
  ["$range(5, 1, -2)", [5, 3, 1]],
  ["$range(1, 9, 9)", 1],
  ["[$range(1, 9, 9)]", [1]],
  ["$range(0, 1, 0)", "(failed)"],
  ["$hash('abc', 'MD5')", "900150983cd24fb0d6963f7d28e17f72"],
  ["$hash('abc', 'SHA-1')", "a9993e364706816aba3e25717850c26c9cd0d89d"],
  ["$hash('abc', 'SHA-256')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  ["$length($hash('äöü', 'SHA-384'))", 96],
  ["$length($hash('äöü', 'SHA-512'))", 128],
  ["$hash('abc', 'CRC32')", "(failed)"],
  ["$parse('{\"a\": [1, null]}')", { a: [1, null] }],
  ["$parse('{')", "(failed)"],
  ["$parse('3').missing", "(failed)"],
  ["$eval('1 + 1')", "(failed)"],
  ["$uuid()", "uuid-1"],
  ["$random()", 0.5],
  ["$now()", "2026-03-01T08:00:00.000Z"],
  ["$now('[Y0001]/[M01]', '-0900')", "2026/02"],
  ["$millis()", 1_772_352_000_000],
  ["$fromMillis(0)", "1970-01-01T00:00:00.000Z"],
  ["$sort([3,1,2]) ~> $reverse()", [3, 2, 1]],
])("%s gives %j", async (expression, expected) => {
  expect(await evaluated(expression)).toEqual(expected);
});

describe("$random with a seed", () => {
  it("gives the same number for the same seed, and others for others, between 0 and 1", async () => {
    const numbers = (await evaluated("[1..50].$random($)")) as number[];
    expect(new Set(numbers).size).toBe(50);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(await evaluated("[1..50].$random($)")).toEqual(numbers);
  });
});

it("an expression that calls itself for ever fails and does not stop the process", async () => {
  expect(await evaluated("($f := function($x) { 1 + $f($x) }; $f(1))")).toBe("(failed)");
});

it("a range that would fill the memory fails", async () => {
  expect(await evaluated("$range(0, 100000000, 1)")).toBe("(failed)");
});
