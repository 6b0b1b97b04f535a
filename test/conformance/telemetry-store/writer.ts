// Owns the process that is killed in mid-stream: appends and replaces, and says which round is durable.
import { writeSync } from 'node:fs';
import { emptyFacts } from '@takt/model/facts';
import type { TelemetryStore } from '../../../server/src/platform/telemetry-store/port.ts';
import { SampleBuffer } from '../../../server/src/platform/telemetry-store/sample-buffer.ts';

const opener = JSON.parse(process.argv[2] ?? '') as { module: string; name: string; options: unknown };
const module = (await import(opener.module)) as Record<string, (options: unknown) => Promise<TelemetryStore>>;
const store = await module[opener.name]?.(opener.options);
if (!store) throw new Error(`${opener.module} exports no ${opener.name}`);

const buffer = new SampleBuffer();
for (let round = Number(process.argv[3]); ; round++) {
  buffer.clear();
  for (let row = 0; row < 200; row++) buffer.push(store.series('plant/m1', 'count'), round * 1000 + row, round);
  buffer.push(store.series('plant/m1', 'text'), round, `round ${round}`);
  // A new series every round: its name must be there before its rows are.
  buffer.push(store.series('plant/m1', `signal ${round}`), round, round);
  await store.append(buffer);
  const row = { ...emptyFacts(), machine: 'm1', start: 0, product: `p${round}`, produced: round };
  await store.replaceFacts('minute', [{ machine: 'm1', from: 0, to: 60_000, rows: [row] }]);
  writeSync(1, `${round}\n`);
}
