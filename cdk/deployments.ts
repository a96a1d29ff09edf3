/** Where the product is deployed to: a file, validated before any stack is made. */
import { readFileSync } from "node:fs";
import * as z from "zod";

const Deployment = z.strictObject({
  /** Begins the names of everything that is deployed, so that several stages fit into one account. */
  stage: z.string().regex(/^[a-z][a-z0-9]{1,11}$/, { error: "must be 2 to 12 lower-case letters and digits" }),
  account: z.string().regex(/^\d{12}$/, { error: "must be an AWS account id: 12 digits" }),
  regions: z
    .array(z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, { error: "must be a region such as eu-central-1" }))
    .min(1)
    .refine((regions) => new Set(regions).size === regions.length, { error: "names a region twice" }),
  /** Not every region has Graviton. */
  architecture: z.enum(["arm64", "x86_64"]).default("arm64"),
  /** False for a stage that may vanish with its data: no deletion protection, nothing is left behind. */
  retainData: z.boolean().default(true),
  /** The address that mail is sent from: an identity, or an address of a domain, that SES has verified in each region. */
  mail: z.strictObject({ from: z.email({ error: "must be an e-mail address that SES may send from" }) }),
  logRetentionDays: z.union([z.literal(30), z.literal(90), z.literal(180), z.literal(365)]).default(90),
});
export type Deployment = z.infer<typeof Deployment>;

const Deployments = z.strictObject({
  deployments: z
    .array(Deployment)
    .min(1)
    .refine((all) => new Set(all.map(({ stage }) => stage)).size === all.length, { error: "names a stage twice" }),
});

/** @throws Error naming every problem of the file with its path. */
export function readDeployments(file: string): readonly Deployment[] {
  const parsed = Deployments.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (parsed.success) return parsed.data.deployments;
  throw new Error(`${file} is not a valid deployments file:\n${z.prettifyError(parsed.error)}`);
}
