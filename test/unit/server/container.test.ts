// Proves that replicas of one service share a volume without sharing a data directory, and take up what a dead one left.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Child, startChild } from '../../harness/child.ts';
import { createTempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';

const start = (volume: string): Child =>
  startChild('/bin/sh', ['server/container.sh', 'sh', '-c', 'echo "in $TAKT_DATA_DIR"; exec sleep 60'], {
    TAKT_DATA_DIR: volume,
  });
const directoryOf = (child: Child) => until(() => /^in (.*)$/m.exec(child.output())?.[1], { what: 'a data directory' });

it('each replica takes the first directory that is free', async () => {
  const volume = await createTempDirectory('volume');
  const [first, second] = [start(volume.path), start(volume.path)];
  const taken = [await directoryOf(first), await directoryOf(second)];
  expect(taken.sort()).toEqual([join(volume.path, '1'), join(volume.path, '2')]);
  await first.kill();
  const successor = start(volume.path);
  expect([join(volume.path, '1'), join(volume.path, '2')]).toContain(await directoryOf(successor));
  expect(existsSync(join(volume.path, '3'))).toBe(false);
  await second.kill();
  await successor.kill();
  await volume.remove();
});
