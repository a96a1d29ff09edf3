// An emulated org in a process of its own, so that what it remembers is not on the heap that is measured.
import { startOktaEmulator } from "../src/emulators/okta/index.ts";
import { BENCH_GROUPS } from "./bench-company.ts";

const emulator = await startOktaEmulator({ orgs: [{ id: "bench", settings: { rateLimits: "off" } }] });
const org = emulator.org("bench");
for (const name of BENCH_GROUPS) org.seedGroup({ name });
process.send?.({ url: org.url, apiToken: org.apiToken });
