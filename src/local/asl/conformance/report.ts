import type { Verdict } from "./run-case.ts";

/** How many cases passed, failed and were skipped. */
interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function tallyOf(verdicts: readonly Verdict[]): Tally {
  const count = (result: Verdict["result"]): number => verdicts.filter((verdict) => verdict.result === result).length;
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
}

/** Each failure, a table per area, the stricter verdict, and the sum as the last line. */
export function reportOf(verdicts: readonly Verdict[]): string {
  const lines: string[] = [];
  for (const verdict of verdicts) {
    if (verdict.result === "failed") lines.push(`FAILED ${verdict.id}`, `  ${verdict.reason}`, "");
  }
  const areas = [...new Set(verdicts.map((verdict) => verdict.area))];
  const width = Math.max(4, ...areas.map((area) => area.length));
  lines.push(row("area", ["passed", "failed", "skipped"], width));
  for (const area of areas) {
    const { passed, failed, skipped } = tallyOf(verdicts.filter((verdict) => verdict.area === area));
    lines.push(row(area, [passed, failed, skipped], width));
  }
  const { passed, failed, skipped } = tallyOf(verdicts);
  const strict = verdicts.filter((verdict) => verdict.textsPassed).length;
  const onlyTexts = verdicts.filter((verdict) => verdict.result === "passed" && !verdict.textsPassed);
  lines.push("", `With the service's own messages compared too (texts): ${strict} of ${passed + failed} pass.`);
  for (const verdict of onlyTexts) lines.push(`  differs in texts only: ${verdict.id}`);
  lines.push("", `${passed} passed, ${failed} failed, ${skipped} skipped`);
  return lines.join("\n");
}

function row(area: string, cells: readonly (string | number)[], width: number): string {
  return [area.padEnd(width), ...cells.map((cell) => String(cell).padStart(8))].join("");
}
