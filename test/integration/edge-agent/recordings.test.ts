// Proves that recordings of real machines are read as what the machines did, whole, twice and shuffled.
import { fold } from '@takt/model/facts';
import { expect, it } from 'vitest';
import { hurco01, mazak01, okuma, type Recording, recordingPath } from '../../fixtures/recordings.ts';
import { describeWith } from '../../harness/requirements.ts';
import { until } from '../../harness/until.ts';
import { type Heard, listen, serve } from './stage.ts';

const known: [string, Recording, (heard: Heard) => void][] = [
  [
    'Hurco01',
    hurco01,
    ({ readings, stored }) => {
      const counts = readings.filter((r) => r.signal === 'good').map((r) => r.value);
      expect(counts).toEqual([null, null, 3035, 3036, 3037, null]);
      expect(stored.get(`hurco01|state|${Date.parse('2017-05-02T09:23:19.703Z')}`)).toBe('producing');
      expect(stored.get(`hurco01|state|${Date.parse('2017-05-02T09:30:57.916Z')}`)).toBe('unknown');
    },
  ],
  [
    'Mazak01',
    mazak01,
    ({ readings, stored }) => {
      expect(readings.filter((r) => r.signal === 'state' && r.value === 'producing')).toHaveLength(104);
      expect(new Set(readings.filter((r) => r.signal === 'good').map((r) => r.value))).toEqual(new Set([null, 0]));
      expect(stored.get(`mazak01|alarm|${Date.parse('2017-06-12T09:14:12.296Z')}`)).toBe('730');
      expect(stored.get(`mazak01|alarm_warning|${Date.parse('2017-06-12T08:45:36.009Z')}`)).toBe('406');
      expect(readings.some((r) => r.signal === 'Normal' || r.signal === '')).toBe(false);
    },
  ],
  [
    'Okuma',
    okuma,
    ({ readings, stored }) => {
      expect(readings.filter((r) => r.signal === 'state' && r.value === 'producing')).toHaveLength(4);
      expect(stored.get(`okuma|state|${Date.parse('2022-08-08T13:51:36.771Z')}`)).toBe('producing');
      expect(readings.some((r) => r.signal.includes('<') || r.signal.includes('@'))).toBe(false);
    },
  ],
];

/** Good pieces of the recorded day, as the platform counts them. */
function piecesOf({ readings }: Heard, { day }: Recording): number {
  const from = Date.parse(`${day}T00:00:00Z`);
  const to = from + 86_400_000;
  const segments = [{ from, to, kind: 'scheduled' as const }];
  const { rows } = fold({
    machine: 'm',
    idealCycleMs: 60_000,
    outlet: true,
    from,
    to,
    knownUntil: to,
    readings,
    silences: [],
    segments,
    definitions: [],
  });
  return rows.reduce((sum, row) => sum + row.good, 0);
}

for (const [name, recording, check] of known) {
  describeWith({ sharedData: recording.data }, `the recording of ${name}`, () => {
    const read = async (shuffle?: number) => {
      const { port, delivered } = await serve(recordingPath(recording), { shuffle });
      const heard = listen(port, recording.driver);
      await until(() => delivered().length > 0, { what: 'delivery' });
      let before = -1;
      await until(
        async () => {
          const now = heard.readings.length;
          const quiet = now === before;
          before = now;
          await new Promise((resolve) => setTimeout(resolve, 100));
          return quiet;
        },
        { what: 'the last reading' },
      );
      await heard.stop();
      expect(delivered()).toMatchObject([{ lines: recording.lines }]);
      return heard;
    };

    it('is read as what the machine did, without a malformed line', async () => {
      const heard = await read();
      check(heard);
      expect(piecesOf(heard, recording)).toBe(recording.parts);
      const odd = heard.log.map((line) => line.kind).filter((kind) => kind !== undefined);
      expect(odd.filter((kind) => kind !== 'asset' && kind !== 'text_cut')).toEqual([]);
    });

    it('gives the same stored readings when it is replayed twice or shuffled in time', async () => {
      const { stored } = await read();
      for (const shuffle of [undefined, 1, 2]) expect((await read(shuffle)).stored).toEqual(stored);
    });
  });
}
