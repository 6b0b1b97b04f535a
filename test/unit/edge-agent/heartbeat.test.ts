// Proves that an agent shows it is alive, and that its health check believes only a recent sign.
import { readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createHeartbeat, isAlive } from '../../../edge-agent/src/heartbeat.ts';
import { startSource } from '../../harness/child.ts';
import { createTempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';

const check = async (directory: string) => {
  const child = startSource('edge-agent/src/health.ts', [], { TAKT_DATA_DIR: directory });
  const ended = await until(() => (child.exitCode === null ? undefined : { code: child.exitCode }));
  return ended.code;
};

it('an agent that beats is alive, one that stopped is not for long', async () => {
  const temp = await createTempDirectory('heartbeat');
  expect(await check(temp.path)).toBe(1);
  let connected = false;
  const heartbeat = createHeartbeat(temp.path, () => ({ connected }));
  const file = join(temp.path, 'heartbeat.json');
  await until(async () => JSON.parse(await readFile(file, 'utf8')));
  connected = true;
  heartbeat.beat();
  await until(async () => JSON.parse(await readFile(file, 'utf8')).connected, { what: 'the change' });
  heartbeat.stop();
  expect(await check(temp.path)).toBe(0);
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(file, longAgo, longAgo);
  expect(await isAlive(temp.path, Date.now())).toBe(false);
  expect(await check(temp.path)).toBe(1);
  await temp.remove();
});

it('a heartbeat that cannot be written is missed, and nothing else', async () => {
  const heartbeat = createHeartbeat('/nowhere/at/all', () => ({}));
  heartbeat.beat();
  heartbeat.stop();
  expect(await isAlive('/nowhere/at/all', Date.now())).toBe(false);
});
