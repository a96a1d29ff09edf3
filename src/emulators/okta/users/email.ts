/** Mail that Okta would have sent; kept so that tests and the demo can open the links in it. */
import { newId, type Org, timestamp } from "../org.ts";
import type { UserRecord } from "./user.ts";

export interface Email {
  readonly id: string;
  readonly to: string;
  readonly template: "user.activation" | "user.password_reset" | "user.temporary_password" | "user.deactivated";
  readonly subject: string;
  readonly link: string | null;
  readonly userId: string;
  readonly sentAt: string;
}

const SUBJECTS: Record<Email["template"], string> = {
  "user.activation": "Welcome to Okta!",
  "user.password_reset": "Account password reset",
  "user.temporary_password": "Your temporary password",
  "user.deactivated": "A user was deactivated",
};

/** Sends to the primary and, where there is one, the secondary address, as Okta does. */
export function sendEmail(org: Org, user: UserRecord, template: Email["template"], link: string | null): void {
  for (const to of [user.profile["email"], user.profile["secondEmail"]]) {
    if (typeof to !== "string" || to === "") continue;
    const subject = SUBJECTS[template];
    org.state.emails.push({
      id: newId(org, "oem"),
      to,
      template,
      subject,
      link,
      userId: user.id,
      sentAt: timestamp(org),
    });
  }
}
