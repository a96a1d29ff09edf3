/** Driving a profile source: the directory behind an AD-like app, and its import runs. */
import { type AppRecord, appOf } from "../apps/app.ts";
import { createApp } from "../apps/app-store.ts";
import { type ImportSummary, runImport } from "../apps/import.ts";
import { systemCaller } from "../events/log.ts";
import type { Profile } from "../json.ts";
import type { Org } from "../org.ts";

export interface DirectorySeed {
  readonly label: string;
  /** Deactivating in Okta also disables the source account. */
  readonly pushDeactivation?: boolean | undefined;
}

export interface SourcePerson {
  readonly externalId: string;
  readonly profile: Profile;
  readonly active?: boolean | undefined;
}

export interface DirectoryControl {
  /** Adds an AD-like app that is a profile source. */
  seedDirectory(seed: DirectorySeed): { readonly id: string };
  /** Adds or changes a person in the source; Okta sees it at the next import. */
  putSourcePerson(appId: string, person: SourcePerson): void;
  /** Removes a person from the source; only a full import notices. */
  removeSourcePerson(appId: string, externalId: string): void;
  importRun(appId: string, mode?: "full" | "incremental"): ImportSummary;
  sourcePeople(appId: string): AppRecord["source"];
}

/** The directory part of an org's control surface. */
export function createDirectoryControl(org: Org): DirectoryControl {
  return {
    seedDirectory: (seed) => {
      const features = ["PROFILE_MASTERING", "IMPORT_NEW_USERS", "IMPORT_PROFILE_UPDATES"];
      const body = { ...seed, name: "active_directory", signOnMode: "AUTO_LOGIN", features };
      return { id: createApp(systemCaller(org), body, true).id };
    },
    putSourcePerson: (appId, { externalId, profile, active = true }) => {
      appOf(org, appId).source.set(externalId, { externalId, profile: { ...profile }, active, changed: true });
    },
    removeSourcePerson: (appId, externalId) => {
      appOf(org, appId).source.delete(externalId);
    },
    importRun: (appId, mode = "incremental") => runImport(org, appOf(org, appId), mode),
    sourcePeople: (appId) => appOf(org, appId).source,
  };
}
