import type { Rule } from "../problem.ts";
import { allStates } from "../scopes.ts";

/** A heartbeat that is not shorter than the time-out never says anything first. */
export const heartbeats: Rule = {
  name: "heartbeats",
  *check({ scopes }) {
    for (const { path, fields } of allStates(scopes)) {
      const { HeartbeatSeconds: heartbeat, TimeoutSeconds: timeout } = fields;
      if (typeof heartbeat === "number" && typeof timeout === "number" && heartbeat >= timeout) {
        yield { where: path, message: `HeartbeatSeconds ${heartbeat} must be below TimeoutSeconds ${timeout}` };
      }
    }
  },
};
