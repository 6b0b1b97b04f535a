// Owns reading a list from its newest entry on until enough of it is found.

const rowsAPage = 500;

/**
 * At most `limit` of the wanted entries, newest first. `page` answers at most so many entries with a smaller id than `before`
 * (undefined: the newest).
 */
export async function newest<T extends { id: number }>(
  page: (rows: number, before: number | undefined) => Promise<T[]>,
  limit: number,
  wanted: (entry: T) => boolean = () => true,
): Promise<T[]> {
  const found: T[] = [];
  let before: number | undefined;
  for (;;) {
    const entries = await page(rowsAPage, before);
    for (const entry of entries) {
      if (found.length === limit) return found;
      if (wanted(entry)) found.push(entry);
    }
    before = entries.at(-1)?.id;
    if (entries.length < rowsAPage || found.length === limit) return found;
  }
}
