// Benchmark: ten thousand enterprises from a workbook, looked at and then written, beside the bare inserts of as many rows.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportAnswer, ImportState } from '@takt/model/api';
import { nameKey } from '@takt/model/registry';
import { inParts } from '../../../server/src/platform/database/in-parts.ts';
import { openDatabase, type Row } from '../../../server/src/platform/database/index.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { createTempDirectory } from '../../harness/temp.ts';
import type { Benchmark } from '../result.ts';
import { timed } from '../timing.ts';
import { enterpriseFile, usccOf } from './file.ts';

const count = 10_000;
const pollMs = 50;

export const run: Benchmark = async () => {
  const bareMs = await bareInserts();
  const server = await startServer();
  const created = await importOnce(server, enterpriseFile(count));
  const changed = await importOnce(server, enterpriseFile(count, '附 1 号'));
  await server.stop();
  const baseline = { name: 'bare inserts of as many rows, 500 a transaction', value: bareMs / 1000 };
  return [
    {
      name: `${count} new enterprises, preview and apply`,
      value: (created.previewMs + created.applyMs) / 1000,
      unit: 's',
      goal: '≤ 20 s',
      baseline,
      note: `preview ${seconds(created.previewMs)}, apply ${seconds(created.applyMs)}; over HTTP, a workbook of ${created.kilobytes} kB`,
    },
    {
      name: `${count} enterprises changed, preview and apply`,
      value: (changed.previewMs + changed.applyMs) / 1000,
      unit: 's',
      goal: '≤ 20 s',
      baseline,
      note: `preview ${seconds(changed.previewMs)}, apply ${seconds(changed.applyMs)}`,
    },
  ];
};

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

async function importOnce(server: RunningServer, body: Uint8Array) {
  let id = '';
  const previewMs = await timed(async () => {
    const query = { kind: 'enterprises', fileName: 'enterprises.xlsx' } as const;
    ({ id } = await server.call('imports.upload', { query, body }));
    await reaches(server, id, 'previewed');
  });
  const applyMs = await timed(async () => {
    await server.call('imports.apply', { params: { id } });
    const { counts } = await reaches(server, id, 'done');
    if (counts.applied !== count) throw new Error(`not all were written: ${JSON.stringify(counts)}`);
  });
  return { previewMs, applyMs, kilobytes: Math.round(body.length / 1000) };
}

async function reaches(server: RunningServer, id: string, state: ImportState): Promise<ImportAnswer> {
  for (;;) {
    const answer = await server.call('imports.get', { params: { id } });
    if (answer.state === state) return answer;
    if (answer.state === 'failed') throw new Error(JSON.stringify(answer));
    await sleep(pollMs);
  }
}

async function bareInserts(): Promise<number> {
  const directory = await createTempDirectory('bare-inserts');
  const { db, close } = await openDatabase({ path: join(directory.path, 'takt.db') });
  const rows = Array.from({ length: count }, (_, index) => bareRow(index));
  const taken = await timed(async () => {
    for (const part of inParts(rows))
      await db
        .transaction()
        .execute((transaction) => transaction.insertInto('registry_enterprises').values(part).execute());
  });
  await close();
  await directory.remove();
  return taken;
}

function bareRow(index: number): Row<'registry_enterprises'> {
  const name = `重庆第${index}号机械制造有限公司`;
  return {
    id: `bare-${index}`,
    name,
    name_key: nameKey(name),
    uscc: usccOf(index),
    district: '500110',
    town: null,
    size_class: 'medium',
    sector: 'C36',
    chain: null,
    chain_role: null,
    address: `工业大道 ${index} 号`,
    plant_enterprise: null,
    state: 'active',
    merged_into: null,
    demonstration: 0,
    created_at: index,
    origin: 'imported',
    recorded_at: index,
    recorded_by: 'bench',
    recorded_by_name: 'bench',
    import: null,
    revision: 1,
  };
}
