/** Passwords and one-time tokens. */
import { createHash, randomBytes } from "node:crypto";
import { invalid } from "../errors.ts";
import { type Org, timestamp } from "../org.ts";
import type { UserRecord } from "./user.ts";

/** A random token for a link. */
export function oneTimeToken(): string {
  return randomBytes(15).toString("base64url");
}

/** A temporary password that satisfies the default policy. */
export function temporaryPassword(): string {
  return `Tmp1${randomBytes(9).toString("base64url")}`;
}

/** What is kept of a password. */
export function passwordDigest(password: string): string {
  return createHash("sha256").update(password).digest("base64url");
}

/** E0000001 unless the password satisfies the default policy: eight characters, upper and lower case, a digit. */
export function checkPassword(password: string): void {
  const strong = password.length >= 8 && /[a-z]/.test(password) && /[A-Z]/.test(password) && /\d/.test(password);
  if (!strong) throw invalid("password", "password: Password requirements were not met.");
}

/** Stores a new password. */
export function storePassword(org: Org, user: UserRecord, password: string): void {
  user.password = passwordDigest(password);
  user.passwordChanged = timestamp(org);
  user.failedSignIns = 0;
}
