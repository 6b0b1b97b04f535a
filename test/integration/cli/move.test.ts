// What an embedded installation holds is elsewhere after a move, however often it was interrupted, and never beside something else.
import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openMoveState } from '../../../server/src/cli/move/state.ts';
import { copySamples, type Stores } from '../../../server/src/cli/move/telemetry.ts';
import { verifyTelemetry } from '../../../server/src/cli/move/verify.ts';
import { createSeriesNames } from '../../../server/src/pipeline/ingest/series-names.ts';
import { openSpool } from '../../../server/src/pipeline/ingest/spool/index.ts';
import { createLog } from '../../../server/src/platform/log/index.ts';
import { createMetrics } from '../../../server/src/platform/metrics/index.ts';
import { openDuckDbStore } from '../../../server/src/platform/telemetry-store/adapters/duckdb/index.ts';
import { SampleBuffer } from '../../../server/src/platform/telemetry-store/sample-buffer.ts';
import { startServer } from '../../harness/server.ts';
import { takt } from '../../harness/takt.ts';
import type { TempDirectory } from '../../harness/temp.ts';
import { base, minuteMs } from '../ingest/setup.ts';
import { answersIn, filled, machines, plantFile, temporary } from './plant.ts';

let place: TempDirectory;
let data: string;
let answers: unknown;

beforeAll(async () => {
  ({ place, data, answers } = await filled('cli-move'));
});
afterAll(() => place.remove());

const move = (target: string) => takt(['move', '--from', data], { TAKT_DATA_DIR: target });
const quiet = { show: () => {}, end: () => {}, abandon: () => {} };

async function withStores(target: string, work: (stores: Stores) => Promise<void>): Promise<void> {
  const from = await openDuckDbStore({ directory: join(data, 'telemetry') });
  const to = await openDuckDbStore({ directory: join(target, 'telemetry') });
  try {
    await work({ from, to });
  } finally {
    await to.close();
    await from.close();
  }
}

it('the target answers as the source did, and the source stays as it is', async () => {
  const target = join(await temporary('moved'), 'data');
  const moved = await move(target);
  expect(moved).toMatchObject({
    code: 0,
    out: expect.stringMatching(/moved and verified: 2 machines, \d+ readings of 3/),
  });
  expect(moved.err).toContain('100 %');
  expect(await answersIn(target)).toEqual(answers);
  expect(existsSync(join(target, 'unfinished.json'))).toBe(false);
  const copy = join(await temporary('source'), 'data');
  await cp(data, copy, { recursive: true });
  expect(await answersIn(copy)).toEqual(answers);
});

it('a move that was interrupted goes on where it was, and ends as one that was not', async () => {
  const target = join(await temporary('interrupted'), 'data');
  await mkdir(target);
  const state = await openMoveState(target, data, { rawFrom: null, minuteFrom: null });
  await state.begin();
  await withStores(target, async ({ from, to }) => {
    let appends = 0;
    const failing = {
      ...to,
      append: (...args: Parameters<typeof to.append>) => {
        if (++appends > 5) throw new Error('killed');
        return to.append(...args);
      },
    };
    await expect(copySamples({ from, to: failing }, state, quiet)).rejects.toThrow('killed');
    expect(await to.sources()).not.toEqual([]);
    const { differences } = await verifyTelemetry({ from, to }, machines, state.record.keeps, quiet);
    expect(differences).not.toEqual([]);
  });
  expect(await takt(['seed', await plantFile(place.path)], { TAKT_DATA_DIR: target })).toMatchObject({
    code: 1,
    err: expect.stringContaining('"takt move" into'),
  });
  expect(await move(target)).toMatchObject({ code: 0, err: expect.stringContaining('an interrupted move goes on') });
  expect(await answersIn(target)).toEqual(answers);
});

it('what the target would not keep is not moved, and not missed', async () => {
  const target = join(await temporary('retention'), 'data');
  await mkdir(target);
  const rawFrom = base + 10 * minuteMs;
  const state = await openMoveState(target, data, { rawFrom, minuteFrom: null });
  await withStores(target, async (stores) => {
    await copySamples(stores, state, quiet);
    expect((await stores.to.span('s/press'))?.first).toBe(rawFrom);
    const { differences, readings } = await verifyTelemetry(stores, [], state.record.keeps, quiet);
    expect(differences).toEqual([]);
    expect(readings).toBeGreaterThan(0);
  });
});

it('a target that is not empty is refused', async () => {
  const target = join(await temporary('occupied'), 'data');
  await takt(['seed', await plantFile(place.path)], { TAKT_DATA_DIR: target });
  expect(await move(target)).toMatchObject({ code: 1, err: expect.stringMatching(/database is not empty.*machines/) });
});

it('a move onto itself, from nowhere, or while another is unfinished is refused', async () => {
  expect(await move(data)).toMatchObject({
    code: 1,
    err: expect.stringContaining('--from is the data directory itself'),
  });
  const target = join(await temporary('nowhere'), 'data');
  const nowhere = await takt(['move', '--from', join(place.path, 'none')], { TAKT_DATA_DIR: target });
  expect(nowhere).toMatchObject({ code: 1, err: expect.stringContaining('no installation in') });
  await mkdir(target);
  const record = {
    command: 'move',
    from: '/elsewhere',
    keeps: { rawFrom: null, minuteFrom: null },
    sources: {},
    machines: [],
  };
  await writeFile(join(target, 'unfinished.json'), JSON.stringify(record));
  expect(await move(target)).toMatchObject({
    code: 1,
    err: expect.stringContaining('from /elsewhere was interrupted'),
  });
});

it('a source that a server still writes to is refused', async () => {
  const copy = join(await temporary('running'), 'data');
  await cp(data, copy, { recursive: true });
  const server = await startServer({ directory: copy });
  try {
    const target = join(copy, '..', 'target');
    const refused = await takt(['move', '--from', copy], { TAKT_DATA_DIR: target });
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('is in use') });
  } finally {
    await server.stop();
  }
});

it('readings that wait in the spool are not left behind', async () => {
  const copy = join(await temporary('spooled'), 'data');
  await cp(data, copy, { recursive: true });
  const log = createLog({ level: 'silent' });
  const names = createSeriesNames({ series: () => 0 });
  const spool = await openSpool({
    directory: join(copy, 'spool'),
    maxBytes: 1e6,
    names,
    clock: Date.now,
    log,
    metrics: createMetrics(),
  });
  const buffer = new SampleBuffer();
  buffer.push(names.number('s/press', 'good'), base, 1);
  expect(await spool.append({ buffer, touched: new Map([['s/press', [{ from: base, to: base }]]]) })).toBe(true);
  await spool.close();
  const refused = await takt(['move', '--from', copy], { TAKT_DATA_DIR: join(copy, '..', 'target') });
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('start the server until it has drained') });
  const saved = await takt(['backup', join(copy, '..', 'x.tar')], { TAKT_DATA_DIR: copy });
  expect(saved).toMatchObject({ code: 0, err: expect.stringContaining('not in this backup') });
});
