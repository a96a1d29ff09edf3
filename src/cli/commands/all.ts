import type { Command } from "../command.ts";
import { deadLettersList } from "./dead-letters-list.ts";
import { deadLettersRedrive } from "./dead-letters-redrive.ts";
import { deadLettersShow } from "./dead-letters-show.ts";
import { emulateOkta } from "./emulate-okta.ts";
import { eventsStatus } from "./events-status.ts";
import { executionsList } from "./executions-list.ts";
import { executionsRerun } from "./executions-rerun.ts";
import { executionsShow } from "./executions-show.ts";
import { feedList } from "./feed-list.ts";
import { feedUpload } from "./feed-upload.ts";
import { hookRegister } from "./hook-register.ts";
import { hookRemove } from "./hook-remove.ts";
import { hookRotate } from "./hook-rotate.ts";
import { hookStatus } from "./hook-status.ts";
import { oktaCheck } from "./okta-check.ts";
import { ordersChange } from "./orders-change.ts";
import { ordersList } from "./orders-list.ts";
import { ordersWithdraw } from "./orders-withdraw.ts";
import { outboxList } from "./outbox-list.ts";
import { outboxTake } from "./outbox-take.ts";
import { personAbsence } from "./person-absence.ts";
import { personChange } from "./person-change.ts";
import { personExtend } from "./person-extend.ts";
import { personHire } from "./person-hire.ts";
import { personLeave } from "./person-leave.ts";
import { personList } from "./person-list.ts";
import { personReturn } from "./person-return.ts";
import { personShow } from "./person-show.ts";
import { secretList } from "./secret-list.ts";
import { secretRemove } from "./secret-remove.ts";
import { secretSet } from "./secret-set.ts";
import { simulate } from "./simulate.ts";
import { status } from "./status.ts";
import { tenantApply } from "./tenant-apply.ts";
import { tenantExport } from "./tenant-export.ts";
import { tenantList } from "./tenant-list.ts";
import { tenantPause } from "./tenant-pause.ts";
import { tenantRemove } from "./tenant-remove.ts";
import { tenantResume } from "./tenant-resume.ts";
import { tenantShow } from "./tenant-show.ts";
import { tenantValidate } from "./tenant-validate.ts";
import { tenantVerifyExport } from "./tenant-verify-export.ts";

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  status,
  tenantValidate,
  tenantApply,
  tenantList,
  tenantShow,
  tenantExport,
  tenantVerifyExport,
  tenantPause,
  tenantResume,
  tenantRemove,
  secretSet,
  secretList,
  secretRemove,
  oktaCheck,
  hookRegister,
  hookStatus,
  hookRotate,
  hookRemove,
  personList,
  personShow,
  personHire,
  personChange,
  personExtend,
  personAbsence,
  personReturn,
  personLeave,
  ordersList,
  ordersChange,
  ordersWithdraw,
  simulate,
  executionsList,
  executionsShow,
  executionsRerun,
  eventsStatus,
  feedUpload,
  feedList,
  deadLettersList,
  deadLettersShow,
  deadLettersRedrive,
  outboxList,
  outboxTake,
  emulateOkta,
];
