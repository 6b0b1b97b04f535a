// Marks by which ingest tells the fold of another process what it stored.
import { expect, it } from 'vitest';
import { createMarkWriter, takeMarks } from '../../../../../server/src/pipeline/fold/marks.ts';
import { openDatabase } from '../../../../../server/src/platform/database/index.ts';
import { createTempDirectory } from '../../../../harness/temp.ts';

it('leaves the marks of a site that was lost meanwhile to whoever folds it now', async () => {
  const directory = await createTempDirectory('marks');
  const { db, close } = await openDatabase({ path: `${directory.path}/takt.db` });
  try {
    const plant = { machine: (code: string) => ({ code, site: code.slice(0, 2) }) } as never;
    const writer = createMarkWriter(db, plant);
    writer.note('s1-m', 1000, 2000);
    writer.note('s2-m', 3000, 4000);
    await writer.persist();
    const taken = await takeMarks(db, ['s1', 's2']);
    expect(taken.marks).toEqual([
      ['s1-m', 1000, 2000],
      ['s2-m', 3000, 4000],
    ]);
    await taken.settle(['s1']);
    expect((await takeMarks(db, ['s1', 's2'])).marks).toEqual([['s2-m', 3000, 4000]]);
  } finally {
    await close();
    await directory.remove();
  }
});
