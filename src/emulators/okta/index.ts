/** A server that behaves like Okta's management API, for the demo and the tests. */
export type { OrgControl } from "./control/org-control.ts";
export { createOktaEmulator, type InProcessEmulator, type OktaEmulator, startOktaEmulator } from "./emulator.ts";
