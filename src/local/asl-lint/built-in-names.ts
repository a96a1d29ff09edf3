// What an expression may name without an Assign.

// https://docs.jsonata.org/overview, without $eval, which Step Functions refuses
const JSONATA_FUNCTIONS =
  "abs append assert average base64decode base64encode boolean ceil clone contains count decodeUrl decodeUrlComponent " +
  "distinct each encodeUrl encodeUrlComponent error exists filter floor formatBase formatInteger formatNumber fromMillis " +
  "join keys length lookup lowercase map match max merge millis min not now number pad parseInteger power reduce replace " +
  "reverse round shuffle sift single sort split spread sqrt string substring substringAfter substringBefore sum toMillis " +
  "trim type uppercase zip";

// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions
const STEP_FUNCTIONS = "partition range hash random uuid parse";

/** `$states` and every function that Step Functions knows. */
export const BUILT_IN_NAMES: ReadonlySet<string> = new Set([
  "states",
  ...`${JSONATA_FUNCTIONS} ${STEP_FUNCTIONS}`.split(" "),
]);
