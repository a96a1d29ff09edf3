/** Creating, changing and deleting applications. */
import { invalid, refusal } from "../errors.ts";
import { type Caller, record } from "../events/log.ts";
import type { Json } from "../json.ts";
import { newId, timestamp } from "../org.ts";
import { type AppRecord, appTarget } from "./app.ts";
import { unassignGroup } from "./assignment.ts";

export interface AppBody {
  readonly label: string;
  readonly name?: string | undefined;
  readonly signOnMode: string;
  readonly settings?: Json | undefined;
  readonly features?: readonly string[] | undefined;
  readonly pushDeactivation?: boolean | undefined;
}

/** Creates an app instance; labels may repeat, as in Okta. */
export function createApp(caller: Caller, body: AppBody, active: boolean): AppRecord {
  const { org } = caller;
  checkLabel(body.label);
  const now = timestamp(org);
  const app: AppRecord = {
    id: newId(org, "0oa"),
    name: body.name ?? "custom_app",
    label: body.label,
    signOnMode: body.signOnMode,
    status: active ? "ACTIVE" : "INACTIVE",
    features: [...(body.features ?? [])],
    created: now,
    seq: org.state.lastId,
    lastUpdated: now,
    settings: body.settings ?? {},
    users: new Map(),
    groups: new Map(),
    source: new Map(),
    pushDeactivation: body.pushDeactivation ?? false,
  };
  org.state.apps.set(app.id, app);
  record(caller, { type: "application.lifecycle.create", targets: [appTarget(app)] });
  return app;
}

function checkLabel(label: string): void {
  if (label.trim() === "") throw invalid("label", "label: The field cannot be left blank");
  if (label.length > 100) throw invalid("label", "label: The field is too long");
}

/** Changes label and settings. */
export function replaceApp(caller: Caller, app: AppRecord, body: AppBody): void {
  checkLabel(body.label);
  app.label = body.label;
  app.settings = body.settings ?? {};
  app.lastUpdated = timestamp(caller.org);
  record(caller, { type: "application.lifecycle.update", targets: [appTarget(app)] });
}

/** Switches an app on or off; assignments stay. */
export function setAppStatus(caller: Caller, app: AppRecord, status: AppRecord["status"]): void {
  if (app.status === status) return;
  app.status = status;
  app.lastUpdated = timestamp(caller.org);
  const type = status === "ACTIVE" ? "application.lifecycle.activate" : "application.lifecycle.deactivate";
  record(caller, { type, targets: [appTarget(app)] });
}

/** Deletes an app, which must have been deactivated first. */
export function deleteApp(caller: Caller, app: AppRecord): void {
  if (app.status === "ACTIVE") throw refusal("E0000056");
  for (const groupId of [...app.groups.keys()]) unassignGroup(caller, app, groupId, [appTarget(app)]);
  caller.org.state.apps.delete(app.id);
  record(caller, { type: "application.lifecycle.delete", targets: [appTarget(app)] });
}
