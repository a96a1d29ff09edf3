import { directoryContract } from "./directory.contract.ts";
import { startOktaUnderTest } from "./okta-emulator-org.ts";

directoryContract("Okta", startOktaUnderTest);
