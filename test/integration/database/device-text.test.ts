// What devices send reaches the lists of the database whatever it holds, on every database.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createCounters } from '../../../server/src/pipeline/ingest/counters.ts';
import { createPending } from '../../../server/src/pipeline/ingest/records/pending.ts';
import { createQuarantine } from '../../../server/src/pipeline/ingest/records/quarantine.ts';
import { createRefused } from '../../../server/src/pipeline/ingest/records/refused.ts';
import { type Database, openDatabase } from '../../../server/src/platform/database/index.ts';
import { createLog } from '../../../server/src/platform/log/index.ts';
import { createMetrics } from '../../../server/src/platform/metrics/index.ts';
import { type Databases, databaseKinds } from '../../harness/databases.ts';
import { describeWith } from '../../harness/requirements.ts';

const log = createLog({ level: 'silent' });
const clock = () => 1_795_495_347_448;
const loneHalf = '\ud83d';
const nasty: [what: string, text: string][] = [
  ['U+0000', 'a\0b'],
  ['half of a character', `a${loneHalf}b`],
  ['a character the limit cuts in two', `${'x'.repeat(127)}\u{1f600}`],
  ['quotes and backslashes', `'"\\x00\\u0000 $1 ?`],
];

for (const { name, needs, start } of databaseKinds) {
  describeWith(needs, `text of devices on ${name}`, () => {
    let databases: Databases;
    let database: Database;

    beforeAll(async () => {
      databases = await start();
    });
    beforeEach(async () => {
      database = await openDatabase(await databases.create());
    });
    afterEach(() => database.close());
    afterAll(() => databases.remove());

    test.each(nasty)('a refused message with %s is kept', async (_, text) => {
      const refused = createRefused({ db: database.db, log, counters: createCounters(createMetrics()), clock });
      const payload = Buffer.from(text);
      refused.keep({ topic: text, reason: 'bad_identifier', detail: text, payload, bytes: 2 ** 31 - 1 });
      const [kept] = await refused.list(10);
      expect(kept).toMatchObject({ at: clock(), reason: 'bad_identifier', bytes: 2 ** 31 - 1 });
      for (const field of [kept?.topic, kept?.detail, kept?.excerpt]) {
        expect(field?.isWellFormed()).toBe(true);
        expect(field).not.toMatch(/\p{Cc}/u);
      }
    });

    test.each(nasty)('a quarantined reading with %s is kept', async (_, text) => {
      const quarantine = createQuarantine({ db: database.db, log, counters: createCounters(createMetrics()) });
      const source = { site: 's', machine: 'm' };
      quarantine.keep({ source, signal: text, at: 1.5, value: text, now: clock(), reason: 'future' });
      quarantine.keep({ source, signal: text, at: Number.NaN, value: text, now: clock(), reason: 'future' });
      const kept = await quarantine.list(10);
      expect(kept.map((reading) => reading.at)).toEqual([null, 2]);
      expect(kept.every(({ signal, value }) => signal.isWellFormed() && value.isWellFormed())).toBe(true);
    });

    test.each(nasty)('a pending device whose signal is called %s is kept', async (_, text) => {
      const heard = { site: 's', machine: 'm', source: 's/m', reason: 'unknown', now: clock() } as const;
      const pending = createPending({ db: database.db, log });
      pending.heard(heard);
      pending.signal('s/m', text);
      await pending.close();
      const next = createPending({ db: database.db, log });
      await next.load();
      expect(next.list()).toMatchObject([{ machine: 'm', messages: 1, signals: [text] }]);
    });

    test('a pending device that is dropped and heard again at once is there, and so is its neighbour', async () => {
      const heard = { site: 's', machine: 'm', source: 's/m', reason: 'unknown', now: clock() } as const;
      const pending = createPending({ db: database.db, log });
      pending.heard({ ...heard, machine: 'neighbour', source: 's/neighbour' });
      pending.heard(heard);
      const dropped = pending.drop('s/m');
      pending.heard(heard);
      await dropped;
      pending.heard({ ...heard, now: clock() + 1 });
      await pending.close();
      const next = createPending({ db: database.db, log });
      await next.load();
      expect(next.list()).toMatchObject([{ machine: 'm', lastSeenAt: clock() + 1 }, { machine: 'neighbour' }]);
    });
  });
}
