/**
 * Every operation of an operator: its input as a schema, its output as a type. In-process calls and calls over HTTP
 * parse the same.
 */
import * as z from "zod";
import { CalendarDate } from "../domain/time.ts";
import type { DeadLetter, DeadLetterList, Redriven } from "./dead-letters.ts";
import type { EventsReport } from "./events-status.ts";
import type { ExecutionList } from "./executions-list.ts";
import type { Rerun } from "./executions-rerun.ts";
import type { ExecutionDetail } from "./executions-show.ts";
import type { FeedList } from "./feed-list.ts";
import type { FeedUpload } from "./feed-upload.ts";
import type { RegisteredHook } from "./hook-register.ts";
import type { RemovedHook } from "./hook-remove.ts";
import type { RotatedHook } from "./hook-rotate.ts";
import type { HookStatus } from "./hook-status.ts";
import type { OrgReport } from "./okta-check/okta-check.ts";
import type { OrderList } from "./orders-list.ts";
import type { AmendedOrder } from "./orders-withdraw.ts";
import type { OutboxList } from "./outbox-list.ts";
import type { TakenMessage } from "./outbox-take.ts";
import type { Return } from "./person-absence.ts";
import type { Leave } from "./person-leave.ts";
import type { PersonList } from "./person-list.ts";
import type { PersonDetail } from "./person-show.ts";
import type { PlacedOrder } from "./place-order.ts";
import type { SecretList } from "./secret-list.ts";
import type { RemovedSecret } from "./secret-remove.ts";
import type { StoredSecret } from "./secret-set.ts";
import type { Simulation } from "./simulate.ts";
import type { StatusReport } from "./status.ts";
import type { AppliedTenant } from "./tenant-apply.ts";
import type { ExportPage } from "./tenant-export.ts";
import type { TenantDetail, TenantList } from "./tenant-list.ts";
import type { PausedTenant, ResumedTenant } from "./tenant-pause.ts";
import type { RemovedTenant } from "./tenant-remove.ts";
import type { TenantValidation } from "./tenant-validate.ts";

const TenantId = z.string().min(1).max(64);
const ConfigFile = { text: z.string(), file: z.string() };
/** A person key, an Okta login or an Okta user id. */
const Who = z.string().trim().min(1).max(200);
/** Who gives an order. */
const By = z.string().trim().min(1).max(200);
const Reason = z.string().trim().min(1).max(500);
/** Why something is ordered, and who orders it. */
const Instruction = { reason: Reason, ticket: z.string().trim().min(1).max(100).optional(), orderedBy: By };
const OrderAbout = {
  tenantId: TenantId,
  who: Who,
  /** An instant with an offset, a calendar date in the tenant's zone, or "now". */
  at: z.string().default("now"),
};
const OrderId = z.string().trim().min(1).max(100);
const Login = z.string().trim().min(3).max(100);
const Value = z.string().trim().min(1).max(1000);
const ATTRIBUTE = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
const Attribute = z.string().regex(ATTRIBUTE, { error: "is no name of an Okta attribute" });
const Attributes = z.record(z.string(), Value).refine((set) => Object.keys(set).every((name) => ATTRIBUTE.test(name)), {
  error: "has a name that is none of an Okta attribute",
});
const SecretValue = z
  .string()
  .min(1)
  .max(64 * 1024);

export const INPUTS = {
  "tenant.validate": z.strictObject(ConfigFile),
  "tenant.apply": z.strictObject({
    ...ConfigFile,
    secrets: z.record(z.string(), SecretValue).default({}),
    by: By.default("tenant apply"),
  }),
  "tenant.list": z.strictObject({}),
  "tenant.show": z.strictObject({ tenantId: TenantId }),
  "tenant.export": z.strictObject({ tenantId: TenantId, after: z.string().max(2000).optional() }),
  "tenant.remove": z.strictObject({
    tenantId: TenantId,
    /** People, runs, audit trails, events and messages too. */
    withData: z.boolean().default(false),
    /** Only say whether it could be removed. */
    checkOnly: z.boolean().default(false),
  }),
  "secret.set": z.strictObject({ tenantId: TenantId, name: z.string().min(1), value: SecretValue, by: By }),
  "secret.list": z.strictObject({ tenantId: TenantId.optional() }),
  "secret.remove": z.strictObject({ tenantId: TenantId, name: z.string().min(1), by: By }),
  "okta.check": z.strictObject({ tenantId: TenantId }),
  "hook.register": z.strictObject({ tenantId: TenantId, url: z.string().min(1).max(500), by: By }),
  "hook.status": z.strictObject({ tenantId: TenantId }),
  "hook.rotate": z.strictObject({
    tenantId: TenantId,
    /** How long the old secret is taken once Okta has the new one, which it uses within minutes. */
    overlapMinutes: z.int().min(0).max(10_080).default(60),
    /** Change nothing in Okta: only take the old secret no more. */
    dropOld: z.boolean().default(false),
    by: By,
  }),
  "hook.remove": z.strictObject({ tenantId: TenantId, by: By }),
  "person.list": z.strictObject({ tenantId: TenantId.optional() }),
  "person.show": z.strictObject({ tenantId: TenantId.optional(), who: Who }),
  "person.leave": z.strictObject({ ...OrderAbout, ...Instruction }),
  "person.absence": z.strictObject({ ...OrderAbout, ...Instruction }),
  "person.return": z.strictObject({ ...OrderAbout, ...Instruction }),
  "person.change": z.strictObject({
    ...{ ...OrderAbout, ...Instruction },
    /** Okta attributes by name. */
    set: Attributes.default({}),
    clear: z.array(Attribute).default([]),
    title: Value.optional(),
    department: Value.optional(),
    manager: Login.optional(),
    /** The last day. */
    endDate: CalendarDate.optional(),
    sponsor: Login.optional(),
  }),
  "person.hire": z.strictObject({
    tenantId: TenantId,
    given: Value,
    family: Value,
    email: z.email({ error: "must be an e-mail address" }),
    /** The e-mail address unless another is given. */
    login: Login.optional(),
    personalEmail: z.email({ error: "must be an e-mail address" }).optional(),
    manager: Login.optional(),
    title: Value.optional(),
    department: Value.optional(),
    workerType: z.enum(["employee", "contingent", "intern", "other"]).default("employee"),
    startDate: CalendarDate.optional(),
    endDate: CalendarDate.optional(),
    sponsor: Login.optional(),
    set: Attributes.default({}),
    ...Instruction,
  }),
  "orders.list": z.strictObject({ tenantId: TenantId.optional(), who: Who.optional() }),
  "orders.change": z.strictObject({ tenantId: TenantId, orderId: OrderId, at: z.string(), reason: Reason, by: By }),
  "orders.withdraw": z.strictObject({ tenantId: TenantId, orderId: OrderId, reason: Reason, by: By }),
  simulate: z.strictObject({ tenantId: TenantId.optional(), who: Who.optional() }),
  "executions.list": z.strictObject({
    tenantId: TenantId.optional(),
    limit: z.int().min(1).max(1000).default(50),
    /** Also looks that found nothing to do. */
    unchanged: z.boolean().default(false),
  }),
  "executions.show": z.strictObject({ execution: z.string().min(1).max(120) }),
  "executions.rerun": z.strictObject({
    execution: z.string().min(1).max(120),
    requestedBy: z.string().trim().min(1).max(200),
  }),
  "tenant.pause": z.strictObject({
    tenantId: TenantId,
    reason: z.string().trim().min(1).max(500),
    by: z.string().trim().min(1).max(200),
  }),
  "tenant.resume": z.strictObject({ tenantId: TenantId, by: z.string().trim().min(1).max(200) }),
  "dead-letters.list": z.strictObject({ tenantId: TenantId.optional() }),
  "dead-letters.show": z.strictObject({ id: z.string().min(1).max(200) }),
  /** One message, or all; of one tenant or of every one. */
  "dead-letters.redrive": z.strictObject({ id: z.string().min(1).max(200).optional(), tenantId: TenantId.optional() }),
  "events.status": z.strictObject({ tenantId: TenantId.optional() }),
  "feed.upload": z.strictObject({
    tenantId: TenantId,
    /** Its name, for people. */
    file: z.string().trim().min(1).max(200),
    /** Base64: it may be anything but text. */
    content: z.string(),
    uploadedBy: z.string().trim().min(1).max(200),
    /** Why the file is whole although it shrank. */
    shrinkageReason: z.string().trim().min(1).max(500).optional(),
  }),
  "feed.list": z.strictObject({ tenantId: TenantId.optional(), limit: z.int().min(1).max(1000).default(50) }),
  "outbox.list": z.strictObject({ tenantId: TenantId.optional() }),
  "outbox.take": z.strictObject({
    tenantId: TenantId,
    key: z.string().min(1).max(300),
    takenBy: z.string().trim().min(1).max(200),
  }),
  status: z.strictObject({ tenantId: TenantId.optional() }),
} as const;

export type OperationName = keyof typeof INPUTS;

/** What a caller gives: members with a default may be missing. */
export type InputOf<Name extends OperationName> = z.input<(typeof INPUTS)[Name]>;
/** What an operation is given: parsed, with defaults. */
export type ParsedInputOf<Name extends OperationName> = z.output<(typeof INPUTS)[Name]>;

export interface Outputs {
  readonly "tenant.validate": TenantValidation;
  readonly "tenant.apply": AppliedTenant;
  readonly "tenant.list": TenantList;
  readonly "tenant.show": TenantDetail;
  readonly "tenant.export": ExportPage;
  readonly "tenant.remove": RemovedTenant;
  readonly "secret.set": StoredSecret;
  readonly "secret.list": SecretList;
  readonly "secret.remove": RemovedSecret;
  readonly "okta.check": OrgReport;
  readonly "hook.register": RegisteredHook;
  readonly "hook.status": HookStatus;
  readonly "hook.rotate": RotatedHook;
  readonly "hook.remove": RemovedHook;
  readonly "person.list": PersonList;
  readonly "person.show": PersonDetail;
  readonly "person.leave": Leave;
  readonly "person.absence": PlacedOrder<"absence">;
  readonly "person.return": Return;
  readonly "person.change": PlacedOrder<"change">;
  readonly "person.hire": PlacedOrder<"hire">;
  readonly "orders.list": OrderList;
  readonly "orders.change": AmendedOrder;
  readonly "orders.withdraw": AmendedOrder;
  readonly simulate: Simulation;
  readonly "executions.list": ExecutionList;
  readonly "executions.show": ExecutionDetail;
  readonly "executions.rerun": Rerun;
  readonly "tenant.pause": PausedTenant;
  readonly "tenant.resume": ResumedTenant;
  readonly "dead-letters.list": DeadLetterList;
  readonly "dead-letters.show": DeadLetter;
  readonly "dead-letters.redrive": Redriven;
  readonly "events.status": EventsReport;
  readonly "feed.upload": FeedUpload;
  readonly "feed.list": FeedList;
  readonly "outbox.list": OutboxList;
  readonly "outbox.take": TakenMessage;
  readonly status: StatusReport;
}
