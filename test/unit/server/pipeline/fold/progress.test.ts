import { minuteMs } from '@takt/model/facts';
import { expect, it } from 'vitest';
import { openProgress } from '../../../../../server/src/pipeline/fold/progress.ts';
import { openDatabase } from '../../../../../server/src/platform/database/index.ts';
import { createTempDirectory } from '../../../../harness/temp.ts';

const start = 30_000_000 * minuteMs;
const minute = (n: number) => start + n * minuteMs;

it('does not put the durable mark past what was stored while a pass folded', async () => {
  const directory = await createTempDirectory('progress');
  const { db, close } = await openDatabase({ path: `${directory.path}/takt.db` });
  try {
    const progress = openProgress(db);
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
  } finally {
    await close();
    await directory.remove();
  }
});
