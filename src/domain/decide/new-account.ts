import type { Account } from "../account.ts";
import type { Decision } from "../decision.ts";
import { type Operation, type OperationOf, operationsOf } from "../operation.ts";
import { textOf } from "../worker.ts";
import { type Employment, isOver } from "./employment.ts";
import type { AccountInput, DecideInput } from "./input.ts";
import { planJoiner } from "./joiner.ts";
import { decisionOf, type Outcome } from "./outcome.ts";
import { recheckHold } from "./recheck.ts";
import { startOfEmployment } from "./start-of-employment.ts";

/** Without these Okta makes no account. https://developer.okta.com/docs/reference/api/users/#default-profile-properties */
const REQUIRED = ["login", "email", "firstName", "lastName"] as const;

/** What is to be done for a person of whom a record speaks and who has no account yet. */
export function planNewAccount(input: DecideInput, employment: Employment): Decision {
  const { status, words, notes } = employment;
  const phaseNow = input.person.phase;
  const nothing = (reason: string, more: Partial<Outcome> = {}): Decision =>
    decisionOf(input, { situation: "unmatched", reason, phaseNow, due: [], notes: [...notes], ...more });
  if (isOver(status) && input.correlation?.kind === "disputed") return holdDisputedLeaver(input, input.correlation);
  if (isOver(status))
    return nothing(
      `${words}, whose employment is over or was called off: there is no account to end`,
      // What was ordered is over for good; a source may still correct its record.
      employment.source === "order" ? { phaseAfter: "left" } : {},
    );
  if (status === "unknown") return held(input, "unknown-status", `${words}, with a status that nobody has mapped`);
  if (status !== "active" && status !== "prehire") return nothing(`${words}, away before there was an account`);
  const { correlation } = input;
  if (correlation?.kind === "disputed")
    return decisionOf(input, {
      situation: "disputed",
      reason: correlation.reason,
      phaseNow,
      due: [recheckHold(input, "disputed-account", "until it is clear whose the account is")],
      hold: { code: "disputed-account", reason: correlation.reason, todo: correlation.todo },
    });
  if (correlation?.kind === "same-person")
    return nothing(`the same person as ${correlation.personKey}, who has the account`);
  const start = employment.startDate && startOfEmployment(input, employment, employment.startDate);
  if (start && input.now < start.at)
    return nothing("the start date has not come yet", {
      due: [start],
      phaseAfter: "joining",
    });
  const missing = REQUIRED.filter((attribute) => textOf(employment.profile, attribute) === "");
  if (missing.length > 0) return held(input, "incomplete-record", `${words}, without ${missing.join(", ")}`);
  return planCreation(input, employment);
}

type Disputed = Extract<NonNullable<DecideInput["correlation"]>, { kind: "disputed" }>;

/** There may be an account with access, and nobody can say that it is this person's: a human has to. */
function holdDisputedLeaver(input: DecideInput, { reason: why, todo: mend }: Disputed): Decision {
  const reason = `the employment is over, and ${why}`;
  const todo = `look at the account: order the leave by its login (\`mastery person leave\`) if it is this person's and they have left. Otherwise: ${mend}`;
  const hold = { code: "disputed-leaver", reason, todo };
  const due = [recheckHold(input, hold.code, "until it is clear whose the account is")];
  return decisionOf(input, { situation: "disputed", reason, phaseNow: input.person.phase, due, hold });
}

function held(input: DecideInput, code: string, reason: string): Decision {
  const todo = "complete the record where it comes from; it goes on by itself then";
  const phaseNow = input.person.phase;
  return decisionOf(input, { situation: "unmatched", reason, phaseNow, due: [], hold: { code, reason, todo } });
}

/** The joiner of an account that is still to be made: its attributes go into its creation. */
function planCreation(input: DecideInput, employment: Employment): Decision {
  const account: Account = {
    id: "",
    status: "STAGED",
    created: input.now,
    lastUpdated: input.now,
    profile: employment.profile,
  };
  const staged: AccountInput = { ...input, account };
  const plan = planJoiner(staged, employment.words, input.person.phase === "left" ? "new" : "present");
  if (plan.operations.length === 0) return { ...plan, situation: "unmatched" };
  const [userType] = operationsOf(plan.operations, "change-user-type");
  const create: OperationOf<"create-account"> = {
    kind: "create-account",
    why: employment.words,
    profile: scalars({ ...employment.profile, ...changesOf(plan.operations) }),
    ...(userType ? { userTypeId: userType.typeId } : {}),
  };
  const others = plan.operations.filter(({ kind }) => kind !== "update-profile" && kind !== "change-user-type");
  return {
    ...plan,
    situation: "unmatched",
    operations: [create, ...others],
    notes: [...plan.notes, ...employment.notes],
  };
}

function changesOf(operations: readonly Operation[]): OperationOf<"update-profile">["changes"] {
  return operations.find((operation) => operation.kind === "update-profile")?.changes ?? {};
}

function scalars(profile: Account["profile"]): OperationOf<"create-account">["profile"] {
  return Object.fromEntries(
    Object.entries(profile).flatMap(([name, value]) =>
      value === null || value === undefined || typeof value === "object" || value === "" ? [] : [[name, value]],
    ),
  );
}
