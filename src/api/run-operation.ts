import * as z from "zod";
import { InvalidInput } from "../domain/errors.ts";
import { INPUTS, type OperationName, type Outputs, type ParsedInputOf } from "./contract.ts";
import { listDeadLetters, redriveDeadLetters, showDeadLetter } from "./dead-letters.ts";
import { reportEvents } from "./events-status.ts";
import { listExecutions } from "./executions-list.ts";
import { rerunExecution } from "./executions-rerun.ts";
import { showExecution } from "./executions-show.ts";
import { listFeeds } from "./feed-list.ts";
import { uploadFeed } from "./feed-upload.ts";
import { registerHook } from "./hook-register.ts";
import { removeHook } from "./hook-remove.ts";
import { rotateHook } from "./hook-rotate.ts";
import { showHook } from "./hook-status.ts";
import { checkOkta } from "./okta-check/okta-check.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { changeOrder } from "./orders-change.ts";
import { listOrders } from "./orders-list.ts";
import { withdrawOrder } from "./orders-withdraw.ts";
import { listMessages } from "./outbox-list.ts";
import { takeMessage } from "./outbox-take.ts";
import { orderAbsence, orderReturn } from "./person-absence.ts";
import { orderChange } from "./person-change.ts";
import { orderHire } from "./person-hire.ts";
import { orderLeave } from "./person-leave.ts";
import { listPersons } from "./person-list.ts";
import { showPerson } from "./person-show.ts";
import { listSecrets } from "./secret-list.ts";
import { removeSecret } from "./secret-remove.ts";
import { setSecret } from "./secret-set.ts";
import { simulate } from "./simulate.ts";
import { reportStatus } from "./status.ts";
import { applyTenantFile } from "./tenant-apply.ts";
import { exportTenant } from "./tenant-export.ts";
import { listTenantRecords, showTenant } from "./tenant-list.ts";
import { pauseTenant, resumeTenant } from "./tenant-pause.ts";
import { removeTenant } from "./tenant-remove.ts";
import { validateTenantFile } from "./tenant-validate.ts";

type Operations = {
  readonly [Name in OperationName]: (input: ParsedInputOf<Name>, deps: OperatorDeps) => Promise<Outputs[Name]>;
};

const OPERATIONS: Operations = {
  "tenant.validate": async (input) => validateTenantFile(input),
  "tenant.apply": applyTenantFile,
  "tenant.list": (_input, deps) => listTenantRecords(deps),
  "tenant.show": showTenant,
  "tenant.export": exportTenant,
  "tenant.remove": removeTenant,
  "secret.set": setSecret,
  "secret.list": listSecrets,
  "secret.remove": removeSecret,
  "okta.check": checkOkta,
  "hook.register": registerHook,
  "hook.status": showHook,
  "hook.rotate": rotateHook,
  "hook.remove": removeHook,
  "person.list": listPersons,
  "person.show": showPerson,
  "person.leave": orderLeave,
  "person.absence": orderAbsence,
  "person.return": orderReturn,
  "person.change": orderChange,
  "person.hire": orderHire,
  "orders.list": listOrders,
  "orders.change": changeOrder,
  "orders.withdraw": withdrawOrder,
  simulate,
  "executions.list": listExecutions,
  "executions.show": showExecution,
  "executions.rerun": rerunExecution,
  "tenant.pause": pauseTenant,
  "tenant.resume": resumeTenant,
  "dead-letters.list": listDeadLetters,
  "dead-letters.show": showDeadLetter,
  "dead-letters.redrive": redriveDeadLetters,
  "events.status": reportEvents,
  "feed.upload": uploadFeed,
  "feed.list": listFeeds,
  "outbox.list": listMessages,
  "outbox.take": takeMessage,
  status: reportStatus,
};

/** Runs one operation by name. @throws InvalidInput for an unknown name or an input that does not parse. */
export async function runOperation(name: string, input: unknown, deps: OperatorDeps): Promise<unknown> {
  if (!isOperationName(name)) throw new InvalidInput(`there is no operation ${name}`);
  const parsed = INPUTS[name].safeParse(input);
  if (!parsed.success) throw new InvalidInput(`${name}: ${problemsOf(parsed.error)}`);
  // Sound: `INPUTS[name]` has parsed what `OPERATIONS[name]` takes.
  const run = OPERATIONS[name] as (input: unknown, deps: OperatorDeps) => Promise<unknown>;
  return run(parsed.data, deps);
}

function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(INPUTS, name);
}

function problemsOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${z.core.toDotPath(path) || "input"} ${message}`).join("; ");
}
