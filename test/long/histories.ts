/** Other seeds than those of `npm test`; another first seed gives another ten thousand. */
export const FIRST = Number(process.env["HISTORY_FIRST"] ?? 1_000_000);

/** Of `HISTORIES`, ten thousand by default: two files play them, so that both of the machine's cores do. */
export const HALF = Math.ceil(Number(process.env["HISTORIES"] ?? 10_000) / 2);
