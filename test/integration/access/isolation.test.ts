// Random installations, random people: no answer, message, export or error ever holds a mark of what its receiver may not know.
// ISOLATION_RUNS and ISOLATION_SEED make it longer, or the same once more.
import fc from 'fast-check';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../harness/server.ts';
import type { Broker } from './isolation/devices.ts';
import { leaksOf } from './isolation/leaks.ts';
import { listen } from './isolation/listening.ts';
import { bureausAtWork, shape } from './isolation/shapes.ts';
import { makeWorld } from './isolation/world.ts';

const { ISOLATION_RUNS, ISOLATION_SEED } = process.env;
const runs = Number(ISOLATION_RUNS ?? 5);
/** With many at work on this machine it is content with fewer runs. */
const limit = ISOLATION_RUNS === undefined ? { interruptAfterTimeLimit: 25_000 } : {};
const seed = ISOLATION_SEED === undefined ? {} : { seed: Number(ISOLATION_SEED) };

let server: RunningServer;
let broker: Broker;

beforeAll(async () => {
  server = await startServer();
  broker = await connectAsync(server.mqttUrl, { reconnectPeriod: 0 });
});
afterAll(async () => {
  await broker?.endAsync(true);
  await server?.stop();
});

it('nobody learns of another what was not granted or agreed to', async () => {
  let told = 0;
  const property = fc.asyncProperty(shape, async (form) => {
    const world = await makeWorld(server, broker, form);
    const answered = await leaksOf(server.url, world);
    const heard = await listen(server, broker, world);
    expect([...answered.leaks, ...heard.leaks]).toEqual([]);
    told += answered.told + heard.told;
  });
  // What fails is not made smaller: each try is a whole installation more.
  await fc.assert(property, { numRuns: runs, endOnFailure: true, examples: [[bureausAtWork]], ...limit, ...seed });
  expect(told).toBeGreaterThan(100);
}, 3_600_000);
