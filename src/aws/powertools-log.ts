import { Logger } from "@aws-lambda-powertools/logger";
import type { Log } from "../ports/log.ts";

/** Log lines as JSON, as CloudWatch Logs Insights reads them. */
export function createPowertoolsLog(): Log {
  const logger = new Logger({ serviceName: "mastery" });
  return {
    info: (message, fields = {}) => logger.info(message, fields),
    warn: (message, fields = {}) => logger.warn(message, fields),
    error: (message, fields = {}) => logger.error(message, fields),
  };
}
