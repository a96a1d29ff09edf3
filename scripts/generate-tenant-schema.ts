// Writes docs/tenant.schema.json, with which editors complete and check a tenant's file.
import { tenantJsonSchema } from "../src/tenants/tenant-config.ts";
import { writeOrCheck } from "./generated-file.ts";

const LINE_WIDTH = 120;

// Lists of words that fit on one line stand on one line, as the formatter wants them.
const text = JSON.stringify(tenantJsonSchema(), null, 2).replace(
  /\[\s+("[^"\n]*"(?:,\s+"[^"\n]*")*)\s+\]/g,
  (list: string, words: string, offset: number, whole: string) => {
    const line = `[${words.replace(/,\s+/g, ", ")}],`;
    const indent = offset - whole.lastIndexOf("\n", offset) - 1;
    return indent + line.length > LINE_WIDTH ? list : line.slice(0, -1);
  },
);
writeOrCheck("docs/tenant.schema.json", `${text}\n`);
