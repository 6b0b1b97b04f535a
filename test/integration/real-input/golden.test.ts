// The published OEE examples, sent as a device would send them and read back from the API: exact to 1e-9.
import { readFileSync } from 'node:fs';
import type { RouteAnswer } from '@takt/model/api';
import { jsonTopic } from '@takt/model/topics';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith, sharedData } from '../../harness/requirements.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { until } from '../../harness/until.ts';

interface Example {
  id: string;
  ppt_s: number;
  downtime_s: number;
  ideal_cycle_s: number;
  total: number;
  good: number;
  exact: { A: number; P: number; Q: number; OEE: number };
}

const start = Date.UTC(2026, 5, 1, 0, 0);
const minute = 60_000;

/** A state every minute, counters at the start and at the end: down first, then producing. */
function telemetryOf(example: Example) {
  const end = start + example.ppt_s * 1000;
  const up = start + example.downtime_s * 1000;
  const messages: Record<string, unknown>[] = [{ at: start, good: 0, scrap: 0 }];
  for (let at = start; at < up; at += minute) messages.push({ at, state: 'down' });
  for (let at = up; at < end; at += minute) messages.push({ at, state: 'producing' });
  messages.push({ at: end, good: example.good, scrap: example.total - example.good });
  return messages;
}

describeWith({ sharedData: 'oee_golden' }, 'OEE worked examples through MQTT and the API', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer();
    await server.put('/api/v1/enterprises/e', { name: 'Examples' });
    await server.put('/api/v1/sites/s', {
      enterprise: 'e',
      name: 'S',
      district: 'd',
      sector: 'C36',
      timeZone: 'Asia/Shanghai',
    });
    await server.put('/api/v1/workshops/w', { site: 's', name: 'W' });
    await server.put('/api/v1/lines/l', { workshop: 'w', name: 'L' });
  });
  afterAll(() => server?.stop());

  const examples = () => JSON.parse(readFileSync(sharedData('oee_golden/golden.json'), 'utf8')) as Example[];

  it('gives the published factors', async () => {
    const client = await connectAsync(server.mqttUrl);
    for (const example of examples()) {
      await server.put(`/api/v1/machines/${example.id}`, {
        line: 'l',
        name: example.id,
        idealCycleSeconds: example.ideal_cycle_s,
      });
      const messages = telemetryOf(example);
      for (let index = 0; index < messages.length; index += 500) {
        const part = JSON.stringify(messages.slice(index, index + 500));
        await client.publishAsync(jsonTopic('s', example.id), part, { qos: 1 });
      }
    }
    await client.endAsync();
    for (const example of examples()) {
      const range = `from=${new Date(start).toISOString()}&to=${new Date(start + example.ppt_s * 1000).toISOString()}`;
      const row = await until(async () => {
        const answer = await server.get<RouteAnswer<'kpis.query'>>(`/api/v1/kpis?scope=machine:${example.id}&${range}`);
        const found = answer.rows[0];
        return found?.facts.produced === example.total ? found : undefined;
      });
      expect(row.facts.unknownMs).toBe(0);
      expect(row.coverage).toBe(1);
      expect(row.kpis.availability).toBeCloseTo(example.exact.A, 9);
      expect(row.kpis.effectiveness).toBeCloseTo(example.exact.P, 9);
      expect(row.kpis.qualityRatio).toBeCloseTo(example.exact.Q, 9);
      expect(row.kpis.oee).toBeCloseTo(example.exact.OEE, 9);
    }
  });
});
