/** What a tenant says about its HR file. Pure, so that validating a tenant's file loads no parser. */
import * as z from "zod";
import { StatusSignal, WorkerType } from "../../domain/worker-record.ts";
import { COLUMN_PATHS } from "./columns.ts";

const Header = z.string().trim().min(1).max(200);

/** Keys are compared without case and surrounding white space. */
const valueMap = <T extends z.ZodType>(meaning: T) => z.record(z.string().trim().toLowerCase().min(1), meaning);

export const DATE_FORMATS = ["yyyy-MM-dd", "dd/MM/yyyy", "MM/dd/yyyy"] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

/** Words that mean the same everywhere. "Inactive" is not among them: it can mean before the first day, or after the last. */
const STATUS_VALUES = {
  active: "active",
  leave: "leave",
  "on leave": "leave",
  suspended: "suspended",
  terminated: "terminated",
  rescinded: "rescinded",
  "no show": "rescinded",
} as const;

const WORKER_TYPES = {
  employee: "employee",
  contractor: "contingent",
  contingent: "contingent",
  "contingent worker": "contingent",
  intern: "intern",
} as const;

/** Settings of a CSV feed. */
export const CsvFeedConfig = z.strictObject({
  type: z.literal("csv"),
  /** Part of every worker's identity: another name is another feed with other people. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,29}$/, {
    error: "must be 1 to 30 lower-case letters, digits and dashes, and not begin with a dash",
  }),
  /** Whether a file holds everybody, or only who changed. */
  kind: z.enum(["full", "delta"]),
  delimiter: z.enum([",", ";", "\t", "|"]).default(","),
  encoding: z.literal("utf-8").default("utf-8"),
  /**
   * Header by field of the worker, where it is not the usual one. A field that is named here must be in every file; null
   * says that the column of the usual name, if there is one, means something else.
   */
  columns: z.partialRecord(z.enum(COLUMN_PATHS), Header.nullable()).default({}),
  /** Headers of further columns that are kept beside the worker, under their own names. */
  customColumns: z
    .array(Header.refine((header) => header !== "__proto__", "cannot be kept under this name"))
    .max(50)
    .default([]),
  /** What each word in the status column means; added to the usual ones. */
  statusValues: valueMap(StatusSignal.exclude(["unknown"]))
    .default({})
    .transform((given) => ({ ...STATUS_VALUES, ...given })),
  /** What each word in the type column means; added to the usual ones. Any other word: other. */
  workerTypes: valueMap(WorkerType)
    .default({})
    .transform((given) => ({ ...WORKER_TYPES, ...given })),
  dateFormat: z.enum(DATE_FORMATS).default("yyyy-MM-dd"),
  /** A full file with a smaller share of the rows of the last accepted one is taken for half a file. */
  minRowShare: z.number().min(0).max(1).default(0.9),
  /** First cell of the last line, behind which the number of rows stands (#END,250); a file without that line is refused. */
  endMarker: z.string().trim().min(1).max(50).optional(),
});
export type CsvFeedConfig = z.infer<typeof CsvFeedConfig>;
