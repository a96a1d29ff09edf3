/** What the connector reads. Data for the documentation. */
import { COLUMN_PATHS, columnOf } from "./columns.ts";

export interface CsvCapability {
  readonly field: string;
  readonly header: string;
  readonly kind: string;
  readonly required: boolean;
}

/** Every field of a worker that a file can carry. */
export const CSV_CAPABILITIES: readonly CsvCapability[] = COLUMN_PATHS.map((field) => {
  const { header, kind, required = false } = columnOf(field);
  return { field, header, kind, required };
});
