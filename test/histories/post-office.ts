/** The system that delivers mail: it may refuse for now, or accept and lose its answer. It keeps what it accepted. */
import { ProviderUnavailable } from "../../src/domain/errors.ts";
import type { Mail, MailTransport } from "../../src/ports/mail-transport.ts";
import type { Random } from "./random.ts";
import type { Life, Simulation } from "./simulation.ts";

export interface Accepted {
  readonly mail: Mail;
  /** False where nobody heard the answer: it was lost, or the process had died. */
  answered: boolean;
}

export interface PostOffice {
  readonly accepted: readonly Accepted[];
  readonly counts: { "mails accepted": number; "mail answers lost": number; "mails refused for now": number };
  transportOf(life: Life): MailTransport;
}

export function createPostOffice(simulation: Simulation, random: Random, faultProbability: () => number): PostOffice {
  const accepted: Accepted[] = [];
  const counts = { "mails accepted": 0, "mail answers lost": 0, "mails refused for now": 0 };
  return {
    accepted,
    counts,
    transportOf: (life) => ({
      deliver: async (mail) => {
        const fate = random.chance(faultProbability()) ? random.pick(["refused", "lost"] as const) : "accepted";
        const entry = await simulation.turn(life, "mail: deliver", () => {
          if (fate === "refused") return undefined;
          const taken: Accepted = { mail, answered: false };
          accepted.push(taken);
          counts["mails accepted"] += 1;
          return taken;
        });
        if (!entry) {
          counts["mails refused for now"] += 1;
          throw new ProviderUnavailable("the post office is closed for now", { mayHaveArrived: false });
        }
        if (fate === "lost") {
          counts["mail answers lost"] += 1;
          throw new ProviderUnavailable("the post office's answer was lost");
        }
        entry.answered = true;
        return {
          by: "smtp",
          system: "post office",
          answer: String(accepted.length),
          to: mail.to,
          at: simulation.now(),
        };
      },
    }),
  };
}
