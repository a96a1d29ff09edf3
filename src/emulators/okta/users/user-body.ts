/** Request bodies that hold a user. */
import { z } from "zod";
import { profileBody } from "../http/route.ts";

const credentials = z.object({
  password: z
    .object({ value: z.string().optional() })
    .nullish()
    .transform((password) => password?.value),
  recovery_question: z
    .object({ question: z.string(), answer: z.string().optional() })
    .nullish()
    .transform((recovery) => recovery?.question),
  provider: z
    .object({
      type: z.enum(["OKTA", "ACTIVE_DIRECTORY", "LDAP", "FEDERATION", "SOCIAL", "IMPORT"]),
      name: z.string().optional(),
    })
    .optional(),
});

export const createBody = z.object({
  profile: profileBody,
  credentials: credentials.optional(),
  groupIds: z.array(z.string()).nullish(),
  type: z.object({ id: z.string() }).optional(),
  realmId: z.string().nullish(),
});

export const updateBody = z.object({
  profile: profileBody.optional(),
  credentials: credentials.optional(),
  type: z.object({ id: z.string() }).optional(),
});
