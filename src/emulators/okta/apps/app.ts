/** An application instance, who is assigned to it, and, for a profile source, the directory behind it. */
import { notFound } from "../errors.ts";
import type { LogTarget } from "../events/log-event.ts";
import type { Json, Profile } from "../json.ts";
import type { Org } from "../org.ts";

export interface AppUserRecord {
  readonly userId: string;
  scope: "USER" | "GROUP";
  status: "ACTIVE" | "PROVISIONED" | "IMPORTED";
  readonly created: string;
  lastUpdated: string;
  externalId: string | null;
  profile: Profile;
}

/** A person in the source system as the next import will see it. */
export interface SourceRecord {
  readonly externalId: string;
  profile: Profile;
  active: boolean;
  /** Set when the record changed since the last import: an incremental import reads only those. */
  changed: boolean;
}

export interface AppRecord {
  readonly id: string;
  name: string;
  label: string;
  signOnMode: string;
  status: "ACTIVE" | "INACTIVE";
  features: string[];
  readonly created: string;
  readonly seq: number;
  lastUpdated: string;
  settings: Json;
  users: Map<string, AppUserRecord>;
  groups: Map<string, { priority: number; lastUpdated: string; profile: Profile }>;
  /** The source's people by external id; empty for an app that is no profile source. */
  source: Map<string, SourceRecord>;
  /** Deactivating the Okta user also disables the source account ("Deactivate Users"). */
  pushDeactivation: boolean;
}

/** The app, or E0000007. */
export function appOf(org: Org, id: string): AppRecord {
  const app = org.state.apps.get(id);
  if (app === undefined) throw notFound(id, "AppInstance");
  return app;
}

/** The app as a target of a log event. */
export function appTarget(app: AppRecord): LogTarget {
  return { id: app.id, type: "AppInstance", alternateId: app.label, displayName: app.label, detailEntry: null };
}
