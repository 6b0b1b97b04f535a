// A change of the plant reaches the facts whatever happens to the server afterwards.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { definitionSchema } from '@takt/model/definition';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { createTempDirectory, type TempDirectory } from '../../harness/temp.ts';
import { base, connectDevice, expectFacts, minuteMs, plantOf, send, setUpPlant } from './setup.ts';

let directory: TempDirectory;
let server: RunningServer;
beforeEach(async () => {
  directory = await createTempDirectory('plant-change');
  server = await startServer({ directory: directory.path });
});
afterEach(async () => {
  await server.stop();
  await directory.remove();
});

const hour = [base, base + 60 * minuteMs] as const;

/** An hour with a stop of four minutes: a minor stop under the built-in threshold of five. */
async function sendHour(): Promise<void> {
  const device = await connectDevice(server);
  const bodies = Array.from({ length: 61 }, (_, minute) => {
    const stopped = minute >= 20 && minute < 24;
    return { at: base + minute * minuteMs, state: stopped ? 'down' : 'producing', good: minute };
  });
  await send(device, 'm1', bodies);
  await device.endAsync();
  await expectFacts(server, 'm1', hour, { good: 60, minorStopMs: 4 * minuteMs, downMs: 0, idealMs: 60_000 });
}

it('a definition added right before kill -9 is stored and its facts are computed again, or it is not there', async () => {
  await setUpPlant(server, ['m1']);
  await sendHour();
  for (let round = 1; round <= 3; round++) {
    // A minute more or less decides whether the stop is minor.
    const minor = round % 2 === 0;
    const body = definitionSchema.parse({ microStopSeconds: minor ? 300 : 120 });
    const add = server.call('definitions.add', {
      params: { code: 'w' },
      body: { ...body, effectiveFrom: base - round } as never,
    });
    await Promise.race([add, new Promise((resolve) => setTimeout(resolve, round * 2))]);
    const [, answer] = await Promise.all([server.kill(), add.then(() => 'stored').catch(() => 'unanswered')]);
    server = await startServer({ directory: directory.path });
    const versions = await server.call('definitions.list', { params: { code: 'w' } });
    if (answer === 'stored') expect(versions.at(-1)).toMatchObject({ ...body, effectiveFrom: base - round });
    const inForce = versions.at(-1)?.microStopSeconds ?? 300;
    await expectFacts(server, 'm1', hour, inForce > 240 ? { minorStopMs: 4 * minuteMs } : { downMs: 4 * minuteMs });
  }
});

it('a plant file that changed while the server was down is applied to what is stored', async () => {
  const file = join(directory.path, 'plant.yaml');
  const plant = plantOf(['m1']);
  const restart = async () => {
    await server.stop();
    await writeFile(file, stringify(plant));
    server = await startServer({ directory: directory.path, env: { TAKT_PLANT_FILE: file } });
  };
  await restart();
  await sendHour();
  plant.machines.m1 = { line: 'l', name: 'm1', idealCycleSeconds: 30 };
  await restart();
  await expectFacts(server, 'm1', hour, { good: 60, idealMs: 60 * 30_000 });
});
