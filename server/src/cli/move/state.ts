// Owns how far a move has come, durably: a killed one goes on where it was, and repeats at most what was under way.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { unfinishedFile } from '../../platform/process/data-directory.ts';
import { syncDirectory, writeDurably } from '../../platform/process/durable-file.ts';

const moment = z.number().nullable();

const recordSchema = z.object({
  command: z.literal('move'),
  from: z.string(),
  /** Earliest raw reading and minute the target keeps; null: it keeps everything. */
  keeps: z.object({ rawFrom: moment, minuteFrom: moment }),
  /** Everything before this moment is copied, by source. */
  sources: z.record(z.string(), z.number()),
  /** Machines whose facts are copied. */
  machines: z.array(z.string()),
});
export type MoveRecord = z.infer<typeof recordSchema>;
export type Keeps = MoveRecord['keeps'];

export interface MoveState {
  readonly record: MoveRecord;
  /** False: a move of before goes on. */
  readonly fresh: boolean;
  /** From here on the target is not whole until {@link finish}. */
  begin(): Promise<void>;
  reached(source: string, at: number): Promise<void>;
  machineDone(machine: string): Promise<void>;
  finish(): Promise<void>;
}

/** Written at most this often: what is repeated after a kill is written over itself. */
const writeEveryMs = 1000;

/** Throws where a move from elsewhere is unfinished. */
export async function openMoveState(dataDirectory: string, from: string, keeps: Keeps): Promise<MoveState> {
  const file = join(dataDirectory, unfinishedFile);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const kept = text === undefined ? undefined : recordSchema.parse(JSON.parse(text));
  if (kept && kept.from !== from) throw new Error(`a move from ${kept.from} was interrupted; finish that one first`);
  const record = kept ?? { command: 'move', from, keeps, sources: {}, machines: [] };
  let writtenAt = 0;
  const write = async () => {
    await writeDurably(file, `${JSON.stringify(record)}\n`);
    writtenAt = performance.now();
  };
  const writeSometimes = () => (performance.now() - writtenAt < writeEveryMs ? Promise.resolve() : write());
  return {
    record,
    fresh: kept === undefined,
    begin: write,
    async reached(source, at) {
      record.sources[source] = at;
      await writeSometimes();
    },
    async machineDone(machine) {
      record.machines.push(machine);
      await writeSometimes();
    },
    async finish() {
      await rm(file, { force: true });
      await syncDirectory(dataDirectory);
    },
  };
}
