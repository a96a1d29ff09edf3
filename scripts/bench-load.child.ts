// Plays Okta's part of a load: deliveries at a steady rate, whatever the answers, each of them timed.
import { randomUUID } from "node:crypto";

interface Job {
  readonly url: string;
  readonly secret: string;
  readonly accounts: readonly string[];
  readonly deliveries: number;
  readonly eventsEach: number;
  readonly overMs: number;
}

process.once("message", (job: Job) => void deliverAll(job));

async function deliverAll({ url, secret, accounts, deliveries, eventsEach, overMs }: Job): Promise<void> {
  const begun = performance.now();
  const ids: string[] = [];
  const answers: Promise<{ status: number; ms: number }>[] = [];
  const headers = { authorization: secret, "content-type": "application/json" };
  for (let n = 0; n < deliveries; n += 1) {
    const wait = begun + (n * overMs) / deliveries - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const events = Array.from({ length: eventsEach }, (_, at) => {
      const uuid = randomUUID();
      ids.push(uuid);
      return eventOf(uuid, accounts[(n * eventsEach + at) % accounts.length] ?? "");
    });
    const body = JSON.stringify({ eventType: "com.okta.event_hook", source: url, data: { events } });
    const sent = performance.now();
    answers.push(
      fetch(url, { method: "POST", headers, body }).then(
        ({ status }) => ({ status, ms: performance.now() - sent }),
        () => ({ status: 0, ms: performance.now() - sent }),
      ),
    );
  }
  process.send?.({ ids, answers: await Promise.all(answers) });
}

/** Of the size of Okta's own, about 2 KB. */
function eventOf(uuid: string, id: string): object {
  const target = { id, type: "User", alternateId: "someone@bench.example", displayName: "Some One", detailEntry: null };
  const debugContext = { debugData: { padding: "x".repeat(1400) } };
  const actor = { id: "00uadmin000000000000", type: "User", alternateId: "admin@bench.example", displayName: "Admin" };
  const eventType = "user.account.update_profile";
  return { uuid, eventType, published: new Date().toISOString(), actor, target: [target], debugContext };
}
