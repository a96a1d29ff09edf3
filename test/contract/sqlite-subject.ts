/** SQLite under the contracts that an ItemStore or what rests on it must keep. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StoreUnavailable } from "../../src/domain/errors.ts";
import { instantOf } from "../../src/domain/time.ts";
import { openSqliteItemStore } from "../../src/local/sqlite-item-store.ts";
import type { ItemStoreUnderTest } from "./item-store.contract.ts";

/** Two openings of one file, one of which loses every answer, and how a child process opens it. */
export async function sqliteSubject(): Promise<ItemStoreUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), "mastery-store-"));
  const path = join(folder, "store.db");
  let seconds = 0;
  const now = () => instantOf(seconds * 1000);
  const store = openSqliteItemStore({ path, now });
  const losingAnswers = openSqliteItemStore({
    path,
    now,
    afterCommit: () => {
      throw new StoreUnavailable("the answer was lost");
    },
  });
  return {
    store,
    losingAnswers,
    setSeconds: (to) => {
      seconds = to;
    },
    child: { module: new URL("./sqlite-opener.ts", import.meta.url).href, options: { path } },
    close: async () => {
      store.close();
      losingAnswers.close();
      rmSync(folder, { recursive: true });
    },
  };
}
