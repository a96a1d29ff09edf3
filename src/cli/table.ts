/** Characters that would move the cursor or change its colour: names in a directory are not ours to trust. */
const CONTROL = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/** One line that a terminal shows as it is. */
export function printable(text: string): string {
  return text.replace(CONTROL, " ").trim();
}

/** Aligned columns in plain text; a column that is empty in every row is left out. */
export function table(columns: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]): string {
  const cells = rows.map((row) => columns.map((_, at) => printable(String(row[at] ?? ""))));
  const shown = columns.map((_, at) => at).filter((at) => cells.some((row) => row[at] !== ""));
  const lines = [columns, ...cells];
  const widths = columns.map((_, at) => Math.max(...lines.map((row) => [...(row[at] ?? "")].length)));
  return lines
    .map((row) =>
      shown
        .map((at) => pad(row[at] ?? "", widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - [...text].length));

/** Names and values, one a line, aligned; what has no value is left out. */
export function facts(lines: readonly (readonly [name: string, value: string | number | undefined])[]): string {
  const known = lines.flatMap(([name, value]) => (value === undefined || value === "" ? [] : [{ name, value }]));
  const width = Math.max(0, ...known.map(({ name }) => name.length));
  return known.map(({ name, value }) => `${name.padEnd(width)}  ${printable(String(value))}`).join("\n");
}

/** A heading with what belongs to it, or nothing when there is nothing. */
export function section(heading: string, body: string): string {
  return body === "" ? "" : `\n\n${heading}\n${body.replace(/^/gm, "  ")}`;
}
