// Schemes of a directory are kept once, however often and by however many processes they are read; what is wrong is named by its file.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isKnownIndicator } from '@takt/model/recognition';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type Database, openDatabase } from '../../../../server/src/platform/database/index.ts';
import { readConfirmations, readKept, unverifiedOf } from '../../../../server/src/recognition/schemes/rows.ts';
import { keepShippedSchemes } from '../../../../server/src/recognition/schemes/shipped.ts';
import { repository } from '../../../harness/child.ts';
import { createTempDirectory, type TempDirectory } from '../../../harness/temp.ts';

let place: TempDirectory;
let home: TempDirectory;
let database: Database;

beforeAll(async () => {
  home = await createTempDirectory('schemes-database');
  database = await openDatabase({ path: join(home.path, 'takt.db') });
});
beforeEach(async () => {
  place = await createTempDirectory('schemes');
  await database.db.deleteFrom('recognition_schemes').execute();
});
afterEach(() => place.remove());
afterAll(async () => {
  await database.close();
  await home.remove();
});

const keep = (recognitionDirectory: string) =>
  keepShippedSchemes({ db: database.db, recognitionDirectory, clock: () => 1 } as never);
const shipped = join(repository, 'config/recognition');
const words = { 'zh-CN': '名', en: 'Name' };
const scheme = {
  id: 'a',
  version: 1,
  countsAs: 'smart_factory',
  subject: 'enterprise',
  name: words,
  authority: words,
  document: 'X',
  year: 2023,
  validFrom: '2023-01-01',
  criteria: [
    { id: 'x', indicator: 'nc_rate', operator: '>=', threshold: 0.7, evidence: 'registry', name: words, source: 'X' },
  ],
};
const write = (name: string, content: object | string) =>
  writeFile(join(place.path, name), typeof content === 'string' ? content : stringify(content));

it('those that come with Takt are kept once, several at a time, and none of their figures is verified', async () => {
  await Promise.all([keep(shipped), keep(shipped)]);
  await keep(shipped);
  const kept = await readKept(database.db);
  expect(kept.map(({ scheme: { id, version } }) => `${id} ${version}`)).toEqual([
    'cq-digital-workshop 1',
    'cq-digital-workshop 2',
    'cq-smart-factory 1',
    'cq-smart-factory 2',
    'national-advanced 1',
    'national-basic 1',
    'national-excellent 1',
    'national-leading 1',
  ]);
  const confirmations = await readConfirmations(database.db);
  for (const { scheme: one, origin } of kept) {
    expect(origin).toBe('shipped');
    expect(unverifiedOf(one, confirmations)).toHaveLength(one.criteria.length);
    for (const { indicator, source } of one.criteria) {
      expect(isKnownIndicator(indicator), indicator).toBe(true);
      expect(source).toMatch(/^(二手资料|假定)：.+ \/ (Second-hand|Assumed): /);
    }
  }
});

it('a version with another content is refused, naming the file and the scheme', async () => {
  await write('one.yaml', scheme);
  await keep(place.path);
  await write('one.yaml', { ...scheme, year: 2024 });
  await expect(keep(place.path)).rejects.toThrow(/one\.yaml: scheme "a" version 1 is kept with another content/);
});

it('an end set by a later version is no other content', async () => {
  await write('one.yaml', scheme);
  await keep(place.path);
  await database.db.updateTable('recognition_schemes').set({ valid_to: '2025-12-31' }).execute();
  await keep(place.path);
  expect((await readKept(database.db))[0]?.scheme.validTo).toBe('2025-12-31');
});

it.each([
  [
    'no scheme',
    { ...scheme, criteria: [{ ...scheme.criteria[0], operator: '≥' }] },
    /bad\.yaml:\n +criteria\.0\.operator .*line/,
  ],
  ['no YAML', 'id: [', /bad\.yaml:\n +line 1/],
  ['the same twice', scheme, /one\.yaml: scheme "a" version 1 is in .*bad\.yaml already/],
])('%s is refused, naming the file and the line', async (_, content, message) => {
  await write('one.yaml', scheme);
  await write('bad.yaml', content);
  await expect(keep(place.path)).rejects.toThrow(message);
});

it('a directory that is not there is refused', async () => {
  await expect(keep(join(place.path, 'none'))).rejects.toThrow(/TAKT_RECOGNITION_DIR .*none cannot be read/);
});
