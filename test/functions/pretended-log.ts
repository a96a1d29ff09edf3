/** A target whose log, accounts and moods are set by the test. */
import type { Account } from "../../src/domain/account.ts";
import { InvalidInput, type MasteryError } from "../../src/domain/errors.ts";
import type { Instant } from "../../src/domain/time.ts";
import type { Directory, LoggedEvent, RequestBudget } from "../../src/ports/directory.ts";
import type { Workshop } from "./workshop.ts";

export interface PretendedLog {
  readonly events: LoggedEvent[];
  readonly accounts: Account[];
  /** What was asked for: `since …` or a cursor. */
  readonly asked: string[];
  /** Cursors to places before this one are refused. */
  oldest: number;
  pageSize: number;
  /** Thrown instead of an answer, each once. */
  readonly failures: MasteryError[];
  budget: RequestBudget | undefined;
  /** Called with the number of each account page before it is given. */
  onAccountPage: (page: number) => void;
}

export const refusedByOkta = (): InvalidInput => new InvalidInput("refused", { provider: "okta", httpStatus: 400 });

/** An event about `accountId`, published when the workshop's clock says. */
export function logged(workshop: Workshop, id: string, more: Partial<LoggedEvent> = {}): LoggedEvent {
  const type = "user.account.update_profile";
  return { id, type, publishedAt: workshop.now(), accountId: "00u1", actorIds: ["00uadmin"], hookable: true, ...more };
}

/** Puts the pretended target of one tenant into the workshop; other tenants keep what they have. */
export function pretendLog(workshop: Workshop, tenantId = "acme"): PretendedLog {
  const log: PretendedLog = {
    events: [],
    accounts: [],
    asked: [],
    oldest: 0,
    pageSize: 100,
    failures: [],
    budget: undefined,
    onAccountPage: () => {},
  };
  const others = workshop.deps.directory;
  Object.assign(workshop.deps, {
    directory: async (tenant: Parameters<typeof others>[0]) => {
      const directory = await others(tenant);
      return tenant.id === tenantId ? { ...directory, ...readersOf(log) } : directory;
    },
  });
  return log;
}

function readersOf(log: PretendedLog): Pick<Directory, "readLog" | "listAccountPage"> {
  return {
    readLog: async (from) => {
      log.asked.push("since" in from ? `since ${from.since}` : from.cursor);
      const failure = log.failures.shift();
      if (failure) throw failure;
      const start = "since" in from ? firstSince(log, from.since) : Number(from.cursor.slice(1));
      if ("cursor" in from && start < log.oldest) throw refusedByOkta();
      const events = log.events.slice(start, start + log.pageSize);
      const budget = log.budget ? { budget: log.budget } : {};
      return { events, next: `c${start + events.length}`, ...budget };
    },
    listAccountPage: async (cursor) => {
      const page = Number(cursor ?? "0");
      log.onAccountPage(page);
      const accounts = log.accounts.slice(page * 2, page * 2 + 2);
      return { accounts, ...(log.accounts.length > page * 2 + 2 ? { next: String(page + 1) } : {}) };
    },
  };
}

function firstSince(log: PretendedLog, since: Instant): number {
  const at = log.events.findIndex(({ publishedAt }) => (publishedAt ?? "") >= since);
  return at === -1 ? log.events.length : at;
}
