const EXTENDED_OFFSET = /^\d{4}-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since 1970 of an ISO 8601 extended offset date-time, or undefined for any other text. */
export function parseTimestamp(text: string): number | undefined {
  const match = EXTENDED_OFFSET.exec(text);
  if (match === null) return undefined;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) return undefined;
  // Date.parse rolls 30 February over to March.
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return day.toISOString().slice(0, 10) === text.slice(0, 10) ? ms : undefined;
}
