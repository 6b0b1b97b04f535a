// Owns what the benchmark says of coming back: the server after a kill, and what was spooled while InfluxDB was away.
import { askInfluxDb } from '../../harness/influxdb.ts';
import { publish } from '../ingest/load.ts';
import type { BenchResult } from '../result.ts';
import { timed } from '../timing.ts';
import { startTakt } from './contestants.ts';
import { measureInfluxLimit } from './influx-limit.ts';
import { startStore } from './parts.ts';
import { measureReplay } from './spool.ts';

const rate = 15_000;

export async function measureRecovery(seconds: number, machines: number): Promise<BenchResult[]> {
  const limit = await influxLimit(seconds);
  const takt = await startTakt(machines);
  const load = { mode: 'devices', seconds, pace: rate, machines } as const;
  await publish({ ...load, port: takt.broker.port });
  const restartMs = await timed(takt.restart);
  await takt.stop();
  const away = await startTakt(machines);
  const replay = await measureReplay(away, { ...load, port: away.broker.port });
  await away.stop();
  return [
    {
      name: 'spool replay, InfluxDB back after an outage',
      value: replay.valuesPerSecond,
      unit: 'values/s',
      goal: 'ratio ≥ 0.5',
      note: `${replay.messages.toLocaleString('en-US')} messages of nine values`,
      baseline: { name: 'finished lines posted by a bare client', value: limit },
    },
    { name: 'spool replay: messages lost', value: replay.lost, unit: 'messages', goal: '0' },
    {
      name: 'kill -9 under load → ready again',
      value: restartMs / 1000,
      unit: 's',
      goal: '≤ 5 s',
      note: `${machines.toLocaleString('en-US')} machines`,
    },
  ];
}

async function influxLimit(seconds: number): Promise<number> {
  const store = await startStore();
  await askInfluxDb(store.url, 'CREATE DATABASE bench');
  const limit = await measureInfluxLimit(store.url, 'bench', seconds);
  await store.stop();
  return limit;
}
