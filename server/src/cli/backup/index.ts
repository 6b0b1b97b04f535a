// Owns `takt backup`: one file with the registry and, where it is embedded, the telemetry.
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Command } from 'commander';
import type { Config } from '../../config.ts';
import { isInUse, openDataDirectory } from '../../platform/process/data-directory.ts';
import { version } from '../../platform/version.ts';
import { formatVersion, type Manifest } from '../archive/manifest.ts';
import { type ArchiveWriter, createArchive } from '../archive/write.ts';
import type { Cli } from '../cli.ts';
import { configFrom } from '../installation/config.ts';
import { mustExist, openRegistryAsIs, openTelemetry } from '../installation/parts.ts';
import { spoolRemark } from '../installation/spool.ts';
import { bytes, counted } from '../terminal/text.ts';
import { saveRegistry } from './registry.ts';
import { saveTelemetry } from './telemetry.ts';

export function backupCommand(cli: Cli): Command {
  return new Command('backup')
    .description(
      'save the registry and the embedded telemetry to one file; the server must be stopped for the telemetry',
    )
    .argument('<file>', 'such as takt-2026-05-01.tar; must not exist yet')
    .option('--registry-only', 'without the telemetry; then the server may go on running')
    .action((file: string, { registryOnly = false }: { registryOnly?: boolean }) => backup(cli, file, registryOnly));
}

async function backup(cli: Cli, file: string, registryOnly: boolean): Promise<void> {
  const { environment, terminal, clock } = cli;
  const config = configFrom(environment);
  if (existsSync(file)) throw new Error(`${file} exists already; a backup overwrites nothing`);
  if (config.influx && !registryOnly) {
    terminal.note('the telemetry lies in InfluxDB, which saves it itself (influxd backup); this saves the registry');
  }
  mustExist(config);
  const withTelemetry = !registryOnly && config.influx === undefined;
  const directory = withTelemetry ? takeDirectory(config) : undefined;
  try {
    const spooled = directory && (await spoolRemark(config));
    if (spooled !== undefined) terminal.note(`not in this backup: ${spooled}`);
    const archive = await createArchive(file, clock());
    try {
      const manifest = await save(cli, config, archive, withTelemetry);
      await archive.finish(manifest);
      terminal.say(`${file}: ${summary(manifest)}, ${bytes((await stat(file)).size)}`);
    } catch (error) {
      await archive.abandon();
      throw error;
    }
  } finally {
    directory?.release();
  }
}

/** Nobody else writes telemetry while it is saved. */
function takeDirectory(config: Config) {
  if (isInUse(config.dataDirectory)) {
    throw new Error(
      'a server is running and has the telemetry store open: stop it first, or save the registry alone with --registry-only',
    );
  }
  return openDataDirectory(config.dataDirectory);
}

async function save(
  { terminal, clock }: Cli,
  config: Config,
  archive: ArchiveWriter,
  withTelemetry: boolean,
): Promise<Omit<Manifest, 'parts'>> {
  const createdAt = clock();
  const database = await openRegistryAsIs(config);
  try {
    const registry = await saveRegistry(archive, database);
    const head = { format: formatVersion, takt: version, createdAt, registry } as const;
    if (!withTelemetry) return { ...head, telemetry: null };
    const machines = await database.db.selectFrom('machines').select('code').orderBy('code').execute();
    const store = await openTelemetry(config);
    const bar = terminal.progress('saving');
    try {
      const codes = machines.map(({ code }) => code);
      const telemetry = await saveTelemetry(archive, store, codes, bar);
      bar.end();
      return { ...head, telemetry };
    } catch (error) {
      bar.abandon();
      throw error;
    } finally {
      await store.close();
    }
  } finally {
    await database.close();
  }
}

/** What an archive holds, for people. */
export function summary({ registry, telemetry }: Pick<Manifest, 'registry' | 'telemetry'>): string {
  const machines = counted(registry.tables.machines ?? 0, 'machine');
  if (!telemetry) return `${machines}, no telemetry`;
  const readings = Object.values(telemetry.readings).reduce((sum, count) => sum + count, 0);
  return `${machines}, ${counted(readings, 'reading')} of ${counted(Object.keys(telemetry.readings).length, 'source')}`;
}
