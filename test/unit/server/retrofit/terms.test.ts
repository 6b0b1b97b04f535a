// The file that says how projects are handled: what is wrong in it is named with its key and line, and nothing starts.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRetrofitTerms } from '../../../../server/src/retrofit/terms.ts';
import { createTempDirectory, type TempDirectory } from '../../../harness/temp.ts';

let directory: TempDirectory;
beforeAll(async () => {
  directory = await createTempDirectory('terms');
});
afterAll(() => directory?.remove());

async function reading(text: string) {
  const file = join(directory.path, 'retrofit.yaml');
  await writeFile(file, text);
  return readRetrofitTerms(file);
}

it('an empty file is as usual, and the shipped one too', async () => {
  const usual = await reading('');
  expect(usual.thresholdYuan).toBe(30_000_000);
  expect(await readRetrofitTerms('config/retrofit.yaml')).toEqual(usual);
});

it.each([
  ['thresholdYuan: much', /TAKT_RETROFIT_FILE .*\n {4}thresholdYuan .*\(line 1\)/],
  ['types:\n  - energy\n  - robots', /types\.1 "robots" needs a name \(line 3\)/],
  ['treshold: 1', /treshold is not a known field/],
  ['types: [', /TAKT_RETROFIT_FILE .*\n {4}line 1/],
])('%s is refused', async (text, reason) => {
  await expect(reading(text)).rejects.toThrow(reason);
});

it('a file that is not there is named', async () => {
  await expect(readRetrofitTerms('/nowhere.yaml')).rejects.toThrow(/TAKT_RETROFIT_FILE \/nowhere\.yaml cannot be read/);
});
