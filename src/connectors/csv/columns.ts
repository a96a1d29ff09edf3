/** The fields of a worker that a column can carry. Data for the configuration, the mapping and the documentation. */

export interface Column {
  /** The header of Microsoft's reference file for HR feeds, or a name in its style where that has none. */
  readonly header: string;
  readonly kind: "text" | "date" | "e-mail" | "flag" | "status" | "type" | "ending" | "zone";
  /** Without it nothing can be said about anybody. */
  readonly required?: true;
}

// https://github.com/AzureAD/entra-id-inbound-provisioning/tree/main/PowerShell/CSV2SCIM/Samples
export const COLUMNS = {
  "source.sourceWorkerId": { header: "WorkerID", kind: "text", required: true },
  "source.sourcePersonId": { header: "PersonID", kind: "text" },
  workerNumber: { header: "UserID", kind: "text" },
  workerType: { header: "WorkerType", kind: "type" },
  sourceStatus: { header: "WorkerStatus", kind: "status", required: true },
  onLeave: { header: "OnLeave", kind: "flag" },
  "name.legalGiven": { header: "FirstName", kind: "text", required: true },
  "name.legalFamily": { header: "LastName", kind: "text", required: true },
  "name.legalMiddle": { header: "MiddleName", kind: "text" },
  "name.preferredGiven": { header: "PreferredName", kind: "text" },
  "name.display": { header: "FullName", kind: "text" },
  "contact.workEmail": { header: "WorkEmail", kind: "e-mail" },
  "contact.personalEmail": { header: "PersonalEmail", kind: "e-mail" },
  "contact.workPhone": { header: "OfficePhone", kind: "text" },
  "contact.mobilePhone": { header: "MobilePhone", kind: "text" },
  "job.title": { header: "JobTitle", kind: "text" },
  "job.department": { header: "Department", kind: "text" },
  "job.division": { header: "Division", kind: "text" },
  "job.costCenter": { header: "CostCenter", kind: "text" },
  "job.company": { header: "Company", kind: "text" },
  "job.location": { header: "Location", kind: "text" },
  "job.managerSourceWorkerId": { header: "ManagerID", kind: "text" },
  "job.managerEmail": { header: "ManagerEmail", kind: "e-mail" },
  "dates.originalHire": { header: "OriginalHireDate", kind: "date" },
  "dates.hire": { header: "HireDate", kind: "date" },
  "dates.firstDayOfWork": { header: "FirstDayOfWork", kind: "date" },
  "dates.termination": { header: "TerminationDate", kind: "date" },
  "dates.lastDayWorked": { header: "LastDayWorked", kind: "date" },
  "dates.contractEnd": { header: "ContractEndDate", kind: "date" },
  "termination.kind": { header: "TerminationType", kind: "ending" },
  "termination.immediate": { header: "TerminationImmediate", kind: "flag" },
  timeZone: { header: "TimeZone", kind: "zone" },
} as const satisfies Readonly<Record<string, Column>>;

export type ColumnPath = keyof typeof COLUMNS;
export const COLUMN_PATHS = Object.keys(COLUMNS) as readonly ColumnPath[];

/** The column as data: whether it is required is not known by its type. */
export function columnOf(path: ColumnPath): Column {
  return COLUMNS[path];
}
