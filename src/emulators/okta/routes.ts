/** Every operation that the emulator serves. Fixed paths stand before templates that would match them too. */
import { groupRoutes } from "./groups/group-routes.ts";
import type { Route } from "./http/route.ts";
import { lifecycleRoutes } from "./users/lifecycle-routes.ts";
import { userRoutes } from "./users/user-routes.ts";

export const ROUTES: readonly Route[] = [...userRoutes, ...lifecycleRoutes, ...groupRoutes];
