// An operator verifies the audit log and hands out a copy, which the program printed in the documentation verifies without Takt.
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../../server/src/cli/program.ts';
import { createAudit } from '../../../../server/src/platform/audit/index.ts';
import { openDatabase } from '../../../../server/src/platform/database/index.ts';
import { createTempDirectory, type TempDirectory } from '../../../harness/temp.ts';

let place: TempDirectory;

/** A data directory with four entries. */
async function installation(name: string, ...tampering: string[]): Promise<string> {
  const directory = join(place.path, name);
  await mkdir(directory);
  const { db, close } = await openDatabase({ path: join(directory, 'takt.db') });
  const append = createAudit(() => 1_800_000_000_000);
  const record = {
    actor: 'user:u',
    actorName: '王\u2028工',
    action: 'lines.put',
    outcome: 'done',
    kind: 'lines',
  } as const;
  for (const code of ['a', 'b', 'c', 'd']) {
    const what = { code, scope: `line:${code}`, before: null, after: { name: `"${code}" 线\u2029` }, address: null };
    await db.transaction().execute((transaction) => append(transaction, { ...record, ...what }));
  }
  for (const statement of tampering) await sql.raw(statement).execute(db);
  await close();
  return directory;
}

async function takt(directory: string, ...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const bar = { show() {}, end() {}, abandon() {} };
  const terminal = {
    say: (text: string) => void out.push(text),
    sayJson: (value: unknown) => void out.push(JSON.stringify(value)),
    note: (text: string) => void err.push(text),
    progress: () => bar,
  };
  const code = await run(['audit', ...args], { environment: { TAKT_DATA_DIR: directory }, terminal, clock: Date.now });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** What docs/AUDIT.md shows, run on a file. */
async function verifyIndependently(file: string): Promise<string> {
  const [, program = ''] = /```js\n(.*?)```/s.exec(await readFile('docs/AUDIT.md', 'utf8')) ?? [];
  const script = join(place.path, 'verify.mjs');
  await writeFile(script, program);
  return (await promisify(execFile)(process.execPath, [script, file])).stdout;
}

beforeAll(async () => {
  place = await createTempDirectory('audit-cli');
});
afterAll(() => place.remove());

describe('takt audit verify', () => {
  it('says that the log is whole, and the head to note', async () => {
    const directory = await installation('whole');
    const { code, out } = await takt(directory, 'verify');
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/whole: 4 entries\nhead [0-9a-f]{64}$/) });
    const head = out.slice(-64);
    expect(await takt(directory, 'verify', '--from-head', head)).toMatchObject({ code: 0 });
    const forged = await takt(directory, 'verify', '--json', '--from-head', 'f'.repeat(64));
    expect(forged.code).toBe(1);
    expect(JSON.parse(forged.out)).toEqual({ whole: false, entries: 4, head, broken: { at: 1, reason: 'rewritten' } });
  });

  it('says where it is broken', async () => {
    const directory = await installation(
      'broken',
      'drop trigger audit_entries_update',
      "update audit_entries set code = 'x' where id = 2",
    );
    expect(await takt(directory, 'verify')).toMatchObject({
      code: 1,
      out: 'the audit log is broken: entry 2 is not as it was written',
    });
  });

  it('refuses what is no head, and a directory without an installation', async () => {
    const directory = await installation('misused');
    expect(await takt(directory, 'verify', '--from-head', 'abc')).toMatchObject({ code: 2 });
    const nowhere = await takt(join(place.path, 'nowhere'), 'verify');
    expect(nowhere).toMatchObject({ code: 1, err: expect.stringContaining('no installation') });
  });
});

describe('takt audit export', () => {
  it('writes a file that the documented program finds whole, with the same head', async () => {
    const directory = await installation('exported');
    const file = join(place.path, 'audit.ndjson');
    expect(await takt(directory, 'export', '--to', file)).toMatchObject({ code: 0, out: `${file}: 4 entries` });
    const { out } = await takt(directory, 'verify');
    expect(await verifyIndependently(file)).toBe(`4 entries, head ${out.slice(-64)}\n`);
    const again = await takt(directory, 'export', '--to', file);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('exists already') });
  });

  it('writes a file of which the documented program finds a change or a missing line', async () => {
    const directory = await installation('altered');
    const file = join(place.path, 'altered.ndjson');
    await takt(directory, 'export', '--to', file);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('line:c', 'line:x'));
    await expect(verifyIndependently(file)).rejects.toThrow('broken at entry 3');
    await writeFile(file, text.split('\n').toSpliced(1, 1).join('\n'));
    await expect(verifyIndependently(file)).rejects.toThrow('broken at entry 2');
  });
});
