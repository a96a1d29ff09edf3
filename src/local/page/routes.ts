import { readFileSync } from "node:fs";
import { json, type LocalRoute } from "../http-server.ts";
import type { Runtime } from "../runtime.ts";
import { readView } from "./view.ts";

const PAGE = new URL("./page.html", import.meta.url);

/** The read-only page at `/` and the data that it polls. */
export function pageRoutes(runtime: Runtime): readonly LocalRoute[] {
  return [
    {
      method: "GET",
      path: "/",
      answer: async () => ({ status: 200, type: "text/html", body: readFileSync(PAGE, "utf8") }),
    },
    { method: "GET", path: "/v1/view", answer: async () => json(200, await readView(runtime)) },
  ];
}
