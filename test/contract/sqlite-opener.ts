/** How a child process opens the SQLite ItemStore of the test that started it. */
import { instantOf } from "../../src/domain/time.ts";
import { openSqliteItemStore } from "../../src/local/sqlite-item-store.ts";
import type { ItemStore } from "../../src/ports/item-store.ts";

export function open(options: { readonly path: string }): ItemStore {
  return openSqliteItemStore({ path: options.path, now: () => instantOf(Date.now()) });
}
