// What is saved and restored answers as before; what is damaged, or would be mixed with something else, is refused.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openArchive } from '../../../server/src/cli/archive/read.ts';
import { startSource } from '../../harness/child.ts';
import { startServer } from '../../harness/server.ts';
import { takt } from '../../harness/takt.ts';
import type { TempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';
import { answersIn, auditIn, filled, plantFile, stranger, temporary } from './plant.ts';

let place: TempDirectory;
/** Data directory of a stopped server with half an hour of data, what it answered, and a backup of it. */
let data: string;
let answers: unknown;
let archive: string;

beforeAll(async () => {
  const installation = await filled('cli-backup');
  ({ place, data, answers } = installation);
  archive = join(place.path, 'takt.tar');
  const { seeded } = installation;
  expect(seeded).toMatchObject({ code: 0, out: expect.stringContaining('9 created, 0 changed, 0 unchanged') });
  const saved = await takt(['backup', archive], { TAKT_DATA_DIR: data });
  expect(saved).toMatchObject({ code: 0, out: expect.stringMatching(/2 machines, \d+ readings of 3 sources/) });
});
afterAll(() => place.remove());

const restore = (directory: string, file: string, ...options: string[]) =>
  takt(['restore', file, ...options], { TAKT_DATA_DIR: directory });

describe('backup and restore', () => {
  it('an installation that was restored answers as the one that was saved', async () => {
    const directory = join(await temporary('restored'), 'data');
    expect(await restore(directory, archive)).toMatchObject({ code: 0, out: expect.stringContaining('3 sources') });
    expect((await readdir(directory)).sort()).toEqual(['server.lock', 'takt.db', 'telemetry']);
    expect(await auditIn(directory)).toEqual(await auditIn(data));
    const chain = (of: string) => takt(['audit', 'verify'], { TAKT_DATA_DIR: of });
    expect(await chain(directory)).toEqual({ ...(await chain(data)), code: 0 });
    expect(await answersIn(directory)).toEqual(answers);
  });

  it('an archive is a tar that any tar reads, with sums that sha256sum checks', async () => {
    const directory = await temporary('untar');
    await promisify(execFile)('tar', ['-xf', archive, '-C', directory]);
    const manifest = JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8'));
    expect(manifest.registry.tables).toMatchObject({ machines: 2, quarantine: 1 });
    expect(manifest.telemetry.readings[`s/${stranger}`]).toBe(62);
    for (const { name, sha256 } of manifest.parts) {
      const { stdout } = await promisify(execFile)('sha256sum', [join(directory, name)]);
      expect(stdout.slice(0, 64)).toBe(sha256);
    }
    const { stdout } = await promisify(execFile)('sha256sum', ['-c', 'manifest.sha256'], { cwd: directory });
    expect(stdout).toContain('manifest.json: OK');
  });

  it('the registry alone is saved while the server runs, and the telemetry is not', async () => {
    const directory = await temporary('live');
    await cp(data, join(directory, 'data'), { recursive: true });
    const server = await startServer({ directory: join(directory, 'data') });
    try {
      const env = { TAKT_DATA_DIR: join(directory, 'data') };
      const whole = await takt(['backup', join(directory, 'whole.tar')], env);
      expect(whole).toMatchObject({ code: 1, err: expect.stringContaining('--registry-only') });
      expect(await readdir(directory)).toEqual(['data']);
      const saved = await takt(['backup', join(directory, 'registry.tar'), '--registry-only'], env);
      expect(saved).toMatchObject({ code: 0, out: expect.stringContaining('2 machines, no telemetry') });
    } finally {
      await server.stop();
    }
    const restored = join(directory, 'restored');
    expect(await restore(restored, join(directory, 'registry.tar'))).toMatchObject({ code: 0 });
    const { plant } = (await answersIn(restored)) as { plant: unknown };
    expect(plant).toEqual((answers as { plant: unknown }).plant);
  });

  it('what is there already is not overwritten by a backup', async () => {
    const before = await readFile(archive);
    expect(await takt(['backup', archive], { TAKT_DATA_DIR: data })).toMatchObject({
      code: 1,
      err: expect.stringContaining('exists already'),
    });
    expect(await readFile(archive)).toEqual(before);
  });

  it('a directory without an installation is named, and none is made in it', async () => {
    const directory = await temporary('none');
    const saved = await takt(['backup', join(directory, 'x.tar')], { TAKT_DATA_DIR: join(directory, 'data') });
    expect(saved).toMatchObject({ code: 1, err: expect.stringMatching(/no installation in .*TAKT_DATA_DIR/) });
    expect(await readdir(directory)).toEqual([]);
  });
});

describe('a restore never mixes', () => {
  it('an installation that is not empty is refused and stays as it was', async () => {
    const directory = join(await temporary('occupied'), 'data');
    await cp(data, directory, { recursive: true });
    const refused = await restore(directory, archive);
    expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/not empty.*machines.*--force/s) });
    expect(await answersIn(directory)).toEqual(answers);
  });

  it('an installation with nothing but telemetry is refused', async () => {
    const directory = join(await temporary('telemetry-only'), 'data');
    await mkdir(directory);
    await cp(join(data, 'telemetry'), join(directory, 'telemetry'), { recursive: true });
    expect(await restore(directory, archive)).toMatchObject({
      code: 1,
      err: expect.stringContaining('it has telemetry of s/'),
    });
  });

  it('with --force what is there is moved aside as a whole, and can be moved back', async () => {
    const directory = join(await temporary('forced'), 'data');
    await takt(['seed', await plantFile(place.path, (text) => text.replaceAll('press', 'other'))], {
      TAKT_DATA_DIR: directory,
    });
    const forced = await restore(directory, archive, '--force');
    expect(forced).toMatchObject({ code: 0, err: expect.stringContaining('what was there before lies in') });
    expect(await answersIn(directory)).toEqual(answers);
    const [aside = ''] = (await readdir(directory)).filter((name) => name.startsWith('before-restore-'));
    const moved = (await answersIn(join(directory, aside))) as { plant: { machines: object } };
    expect(Object.keys(moved.plant.machines)).toEqual(['lathe', 'other']);
  });

  it('an installation in which nothing was ever done takes it', async () => {
    const directory = join(await temporary('fresh'), 'data');
    await (await startServer({ directory })).stop();
    expect(await restore(directory, archive)).toMatchObject({ code: 0 });
    expect(await answersIn(directory)).toEqual(answers);
  });

  it('a running server is not restored into', async () => {
    const server = await startServer();
    try {
      const refused = await restore(server.directory, archive, '--force');
      expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('in use') });
    } finally {
      await server.stop();
    }
  });
});

describe('a damaged archive', () => {
  async function damaged(change: (file: string) => Promise<void>): Promise<{ err: string; left: string[] }> {
    const directory = await temporary('damaged');
    const file = join(directory, 'damaged.tar');
    await copyFile(archive, file);
    await change(file);
    const data = join(directory, 'data');
    const { code, err } = await restore(data, file);
    expect(code).toBe(1);
    return { err, left: await readdir(data) };
  }
  async function flip(path: string, at: number): Promise<void> {
    const file = await open(path, 'r+');
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, at);
    await file.write(Buffer.from([~(buffer[0] ?? 0) & 0xff]), 0, 1, at);
    await file.close();
  }
  /** Turns a byte of a part around; its content begins a block after its name. */
  const flipWithin = (part: string) => async (path: string) =>
    flip(path, (await readFile(path)).indexOf(part) + 512 + 100);

  it.each([
    ['a part that was changed', flipWithin('telemetry/samples/000001'), 'is damaged: telemetry/samples/000001'],
    ['the end cut off', async (file: string) => truncate(file, (await stat(file)).size - 3000), 'is incomplete'],
    ['a file that is no archive', (file: string) => writeFile(file, 'x'.repeat(2000)), 'is no archive of Takt'],
    ['an empty file', (file: string) => truncate(file, 0), 'is no archive of Takt'],
    ['a file that is not there', (file: string) => rm(file), 'cannot be read'],
  ])('%s is refused before anything is written', async (_, change, reason) => {
    const { err, left } = await damaged(change);
    expect(err).toContain(reason);
    expect(left).toEqual(['server.lock']);
  });

  it('no byte can be changed without being noticed', async () => {
    const file = join(await temporary('flipped'), 'flipped.tar');
    await copyFile(archive, file);
    const { size } = await stat(file);
    for (let at = 0; at < size; at += Math.ceil(size / 300)) {
      await flip(file, at);
      await expect(
        openArchive(file, () => {}),
        `byte ${at} of ${size}`,
      ).rejects.toThrow(/damaged|incomplete|no archive/);
      await flip(file, at);
    }
    await (await openArchive(file, () => {})).close();
  });
});

it('a restore that was interrupted is recognised, and is done by doing it again', async () => {
  const directory = join(await temporary('interrupted'), 'data');
  await mkdir(join(directory, 'restore'), { recursive: true });
  await writeFile(join(directory, 'restore', 'takt.db'), 'half of it');
  const id = 'f'.repeat(64);
  const record = { command: 'restore', archive: id, stage: 'filling', aside: 'before-restore-1' };
  await writeFile(join(directory, 'unfinished.json'), JSON.stringify(record));
  const server = startSource('server/src/main.ts', [], { TAKT_DATA_DIR: directory });
  await until(() => server.exitCode !== null, { what: 'the end of a server that must not start' });
  expect(server.output()).toContain('"takt restore" into');
  expect(await takt(['seed', await plantFile(place.path)], { TAKT_DATA_DIR: directory })).toMatchObject({ code: 1 });
  expect(await restore(directory, archive)).toMatchObject({ code: 0 });
  expect(await answersIn(directory)).toEqual(answers);
});

it('a restore that was interrupted while it gave the parts their places is finished with the same archive', async () => {
  const directory = join(await temporary('placing'), 'data');
  const elsewhere = join(await temporary('elsewhere'), 'data');
  expect(await restore(elsewhere, archive)).toMatchObject({ code: 0 });
  await mkdir(join(directory, 'restore'), { recursive: true });
  // The telemetry has its place, the registry has not.
  await cp(join(elsewhere, 'telemetry'), join(directory, 'telemetry'), { recursive: true });
  await copyFile(join(elsewhere, 'takt.db'), join(directory, 'restore', 'takt.db'));
  const { stdout } = await promisify(execFile)('tar', ['-xOf', archive, 'manifest.sha256']);
  const record = { command: 'restore', archive: stdout.slice(0, 64), stage: 'placing', aside: 'before-restore-1' };
  await writeFile(join(directory, 'unfinished.json'), JSON.stringify(record));

  const other = join(directory, '..', 'other.tar');
  expect(await takt(['backup', other, '--registry-only'], { TAKT_DATA_DIR: data })).toMatchObject({ code: 0 });
  expect(await restore(directory, other)).toMatchObject({ code: 1, err: expect.stringContaining('another archive') });
  expect(await restore(directory, archive)).toMatchObject({ code: 0 });
  expect(existsSync(join(directory, 'unfinished.json'))).toBe(false);
  expect(await answersIn(directory)).toEqual(answers);
});
