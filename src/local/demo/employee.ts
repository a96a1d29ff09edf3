import type { OrgControl } from "../../emulators/okta/index.ts";

/** A person with a browser: opens Okta's mail and signs in. Uses nothing of ours and no administrator's token. */
export interface Employee {
  /** Opens the activation mail and sets the password. */
  acceptInvitation(): Promise<void>;
  canSignIn(): Promise<boolean>;
}

export function createEmployee(org: OrgControl, login: string, password: string): Employee {
  const post = (url: string, body: object): Promise<Response> =>
    fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  return {
    acceptInvitation: async () => {
      const { id } = org.user(login);
      const mail = org.emails().findLast(({ userId, template }) => userId === id && template === "user.activation");
      if (!mail?.link) throw new Error("Okta has sent no activation mail");
      const answer = await post(mail.link, { password });
      if (!answer.ok) throw new Error(`the link in Okta's mail answered ${answer.status}`);
    },
    canSignIn: async () => {
      const answer = await post(`${org.url}/api/v1/authn`, { username: login, password });
      const { status } = (await answer.json()) as { status?: unknown };
      return answer.ok && status === "SUCCESS";
    },
  };
}
