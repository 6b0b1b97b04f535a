// Owns `takt move`: what an embedded installation holds goes to the parts the settings name, resumable, and verified at the end.
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Config } from '../../config.ts';
import type { Database } from '../../platform/database/index.ts';
import { openDataDirectory } from '../../platform/process/data-directory.ts';
import type { Cli } from '../cli.ts';
import { configFrom } from '../installation/config.ts';
import { createRegistry, mustExist, openRegistryAsIs, openTelemetry } from '../installation/parts.ts';
import { spoolRemark } from '../installation/spool.ts';
import type { Terminal } from '../terminal/index.ts';
import type { ProgressBar } from '../terminal/progress-bar.ts';
import { counted } from '../terminal/text.ts';
import { occupiedTables } from '../transfer/rows.ts';
import { compareRegistries, copyRegistry } from './registry.ts';
import { type Keeps, type MoveState, openMoveState } from './state.ts';
import { copyFacts, copySamples, type Stores } from './telemetry.ts';
import { verifyTelemetry } from './verify.ts';

const dayMs = 86_400_000;

export function moveCommand(cli: Cli): Command {
  return new Command('move')
    .description(
      'move what an embedded installation holds to the parts the TAKT_* settings name; all servers must be stopped; run again after an interruption it goes on',
    )
    .requiredOption('--from <directory>', 'data directory of the embedded installation; it stays as it is')
    .action(({ from }: { from: string }) => move(cli, resolve(from)));
}

async function move(cli: Cli, from: string): Promise<void> {
  const config = configFrom(cli.environment);
  const source: Config = { ...config, dataDirectory: from, influx: undefined, databaseUrl: undefined };
  const sameDirectory = from === config.dataDirectory;
  if (sameDirectory && (config.influx === undefined || config.databaseUrl === undefined)) {
    throw new Error(
      '--from is the data directory itself (TAKT_DATA_DIR): name another one, or both TAKT_INFLUX_URL and TAKT_DATABASE_URL',
    );
  }
  mustExist(source);
  const directories = [openDataDirectory(config.dataDirectory, { finishes: 'move' })];
  try {
    if (!sameDirectory) directories.push(openDataDirectory(from));
    const spooled = await spoolRemark(source);
    if (spooled !== undefined) throw new Error(spooled);
    await withParts(source, config, (parts) => moveBetween(cli, config, from, parts));
  } finally {
    for (const directory of directories) directory.release();
  }
}

interface Parts {
  registries: { from: Database; to: Database };
  stores: Stores;
}

async function withParts(source: Config, target: Config, work: (parts: Parts) => Promise<void>): Promise<void> {
  const opened: { close(): Promise<void> }[] = [];
  const opening = async <T extends { close(): Promise<void> }>(part: Promise<T>): Promise<T> => {
    opened.push(await part);
    return part;
  };
  try {
    const from = await opening(openRegistryAsIs(source));
    const pending = (await from.migrations.list()).some(({ appliedAt }) => appliedAt === undefined);
    if (pending) throw new Error(`bring ${source.dataDirectory} up to date first: takt migrate`);
    const contents = { from: await opening(openTelemetry(source)), to: await opening(openTelemetry(target)) };
    await work({ registries: { from, to: await opening(createRegistry(target)) }, stores: contents });
  } finally {
    for (const part of opened.reverse()) await part.close();
  }
}

async function moveBetween({ terminal, clock }: Cli, config: Config, from: string, parts: Parts): Promise<void> {
  const { registries, stores } = parts;
  const state = await openMoveState(config.dataDirectory, from, keptBy(config, clock()));
  await registries.to.migrations.apply();
  if (state.fresh) await refuseToMix(parts);
  else terminal.note('an interrupted move goes on');
  await state.begin();
  const machines = (await registries.from.db.selectFrom('machines').select('code').orderBy('code').execute()).map(
    ({ code }) => code,
  );
  await shown(terminal, 'readings', (bar) => copySamples(stores, state, bar));
  await shown(terminal, 'facts   ', (bar) => copyFacts(stores, machines, state, bar));
  // Last, and in one transaction: a target without a registry is one that is not whole.
  if ((await occupiedTables(registries.to.db)).length === 0) await copyRegistry(registries.from, registries.to);
  await verify(terminal, parts, machines, state);
  await state.finish();
}

/** A little less than the target keeps, so that nothing passes out of it on the way. */
function keptBy({ influx }: Config, now: number): Keeps {
  const since = (days: number | undefined) => (days ? now - (days - 1) * dayMs : null);
  return { rawFrom: since(influx?.rawDays), minuteFrom: since(influx?.minuteDays) };
}

async function refuseToMix({ registries, stores }: Parts): Promise<void> {
  const found = await occupiedTables(registries.to.db);
  if (found.length > 0) throw new Error(`the target's database is not empty: it has ${found.join(', ')}`);
  const [source] = await stores.to.sources();
  if (source !== undefined) throw new Error(`the target's telemetry store is not empty: it has readings of ${source}`);
}

async function verify(terminal: Terminal, { registries, stores }: Parts, machines: string[], state: MoveState) {
  const { keeps } = state.record;
  const found = await shown(terminal, 'verified', (bar) => verifyTelemetry(stores, machines, keeps, bar));
  const differences = [...(await compareRegistries(registries.from, registries.to)), ...found.differences];
  if (differences.length > 0) {
    throw new Error(`not everything arrived:\n${differences.map((line) => `  ${line}`).join('\n')}`);
  }
  const what = [
    counted(machines.length, 'machine'),
    counted(found.readings, 'reading'),
    counted(found.sources, 'source'),
  ];
  terminal.say(`moved and verified: ${what[0]}, ${what[1]} of ${what[2]}`);
  if (keeps.rawFrom !== null) terminal.note('raw readings older than TAKT_INFLUX_RAW_DAYS were not moved');
}

async function shown<T>(terminal: Terminal, label: string, work: (bar: ProgressBar) => Promise<T>): Promise<T> {
  const bar = terminal.progress(label);
  try {
    const result = await work(bar);
    bar.end();
    return result;
  } catch (error) {
    bar.abandon();
    throw error;
  }
}
