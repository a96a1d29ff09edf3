/** Structured log lines. Fields hold ids, counts and codes; never names, addresses, logins or attribute values. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, string | number | boolean>>): void;
  warn(message: string, fields?: Readonly<Record<string, string | number | boolean>>): void;
  error(message: string, fields?: Readonly<Record<string, string | number | boolean>>): void;
}
