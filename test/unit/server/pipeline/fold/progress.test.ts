import { minuteMs } from '@takt/model/facts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openProgress, type Progress } from '../../../../../server/src/pipeline/fold/progress.ts';
import { type Database, openDatabase } from '../../../../../server/src/platform/database/index.ts';
import { createTempDirectory, type TempDirectory } from '../../../../harness/temp.ts';

const start = 30_000_000 * minuteMs;
const minute = (n: number) => start + n * minuteMs;

let directory: TempDirectory;
let database: Database;
beforeEach(async () => {
  directory = await createTempDirectory('progress');
  database = await openDatabase({ path: `${directory.path}/takt.db` });
});
afterEach(async () => {
  await database.close();
  await directory.remove();
});

/** A machine folded up to minute 18. */
async function openFolded(): Promise<Progress> {
  const progress = openProgress(database.db);
  progress.note('m', minute(0), minute(20));
  await progress.persist();
  progress.takeNotes(['m']);
  await progress.advance([{ machine: 'm', to: minute(20) }]);
  return progress;
}

it('does not put the durable mark past what was stored while a pass folded', async () => {
  const progress = openProgress(database.db);
  progress.note('m', minute(0), minute(10));
  await progress.persist();
  progress.takeNotes(['m']);
  // The pass has read up to minute 10; much more comes before it says how far it came.
  progress.note('m', minute(11), minute(20));
  await progress.advance([{ machine: 'm', to: minute(20) }]);
  expect(progress.watermark('m')).toBeLessThanOrEqual(minute(11));

  progress.takeNotes(['m']);
  await progress.advance([{ machine: 'm', to: minute(20) }]);
  expect(progress.watermark('m')).toBe(minute(18));
});

it('puts one late range down for readings that come again and again, and another once that one is being folded', async () => {
  const progress = await openFolded();
  for (let n = 0; n < 3; n++) {
    progress.note('m', minute(5), minute(6));
    await progress.persist();
  }
  const [first, ...others] = progress.lateRanges();
  expect(others).toEqual([]);

  progress.beginLate([first?.id ?? -1]);
  progress.note('m', minute(5), minute(6));
  await progress.persist();
  await progress.dropLate([first?.id ?? -1]);
  await progress.refresh();
  expect(progress.lateRanges()).toEqual([{ ...first, id: expect.any(Number) }]);
});

it('keeps the mark of the process before for a machine it did not know when it took the site over', async () => {
  const before = await openFolded();
  const after = openProgress(database.db);
  after.note('m', minute(30), minute(40));
  await after.persist();
  expect(after.watermark('m')).toBe(before.watermark('m'));
  expect(after.lateRanges()).toEqual([]);

  const another = openProgress(database.db);
  another.note('m', minute(3), minute(40));
  await another.persist();
  expect(another.watermark('m')).toBe(minute(18));
  expect(another.lateRanges()).toMatchObject([{ machine: 'm', from: minute(3), to: minute(18) }]);
});
