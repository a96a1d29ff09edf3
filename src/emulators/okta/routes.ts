/** Every operation that the emulator serves. Fixed paths stand before templates that would match them too. */
import { oauthRoutes } from "./access/oauth.ts";
import { orgRoutes } from "./access/org-routes.ts";
import { appRoutes } from "./apps/app-routes.ts";
import { assignmentRoutes } from "./apps/assignment-routes.ts";
import { eventHookRoutes } from "./events/event-hook-routes.ts";
import { logRoutes } from "./events/log-routes.ts";
import { groupRoutes } from "./groups/group-routes.ts";
import { ruleRoutes } from "./groups/rule-routes.ts";
import type { Route } from "./http/route.ts";
import { factorRoutes } from "./users/factor-routes.ts";
import { lifecycleRoutes } from "./users/lifecycle-routes.ts";
import { roleRoutes } from "./users/role-routes.ts";
import { schemaRoutes } from "./users/schema-routes.ts";
import { sessionRoutes } from "./users/session-routes.ts";
import { signInRoutes } from "./users/sign-in.ts";
import { userRoutes } from "./users/user-routes.ts";

export const ROUTES: readonly Route[] = [
  ...userRoutes,
  ...lifecycleRoutes,
  ...factorRoutes,
  ...roleRoutes,
  ...sessionRoutes,
  ...signInRoutes,
  ...schemaRoutes,
  ...ruleRoutes,
  ...groupRoutes,
  ...appRoutes,
  ...assignmentRoutes,
  ...eventHookRoutes,
  ...logRoutes,
  ...oauthRoutes,
  ...orgRoutes,
];
