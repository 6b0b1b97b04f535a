// Owns `takt restore`: an archive becomes the installation, wholly or not at all.
import { rm } from 'node:fs/promises';
import { Command } from 'commander';
import type { Config } from '../../config.ts';
import { openDataDirectory } from '../../platform/process/data-directory.ts';
import { type ArchiveReader, openArchive } from '../archive/read.ts';
import { summary } from '../backup/index.ts';
import type { Cli } from '../cli.ts';
import { configFrom } from '../installation/config.ts';
import { createRegistry, openTelemetry } from '../installation/parts.ts';
import { occupiedTables } from '../transfer/rows.ts';
import { findContents } from './emptiness.ts';
import { checkMigrations, restoreRegistry } from './registry.ts';
import { openStaging } from './staging.ts';
import { restoreTelemetry } from './telemetry.ts';

interface RestoreOptions {
  registryOnly?: boolean;
  force?: boolean;
}

export function restoreCommand(cli: Cli): Command {
  return new Command('restore')
    .description('make an installation of a backup; the server must be stopped, and the installation be empty')
    .argument('<file>', 'what takt backup wrote')
    .option('--registry-only', 'without the telemetry the backup may hold')
    .option('--force', 'move embedded data that is there aside first; nothing is ever mixed with it')
    .action((file: string, options: RestoreOptions) => restore(cli, file, options));
}

async function restore(cli: Cli, file: string, options: RestoreOptions): Promise<void> {
  const config = configFrom(cli.environment);
  const directory = openDataDirectory(config.dataDirectory, { finishes: 'restore' });
  try {
    const verifying = cli.terminal.progress('verifying');
    const archive = await openArchive(file, verifying.show);
    verifying.end();
    try {
      await restoreFrom(cli, config, archive, options);
    } finally {
      await archive.close();
    }
  } finally {
    directory.release();
  }
}

async function restoreFrom(cli: Cli, config: Config, archive: ArchiveReader, { registryOnly, force }: RestoreOptions) {
  const { terminal, clock } = cli;
  const { manifest } = archive;
  const withTelemetry = manifest.telemetry !== null && registryOnly !== true;
  if (withTelemetry && config.influx) {
    throw new Error(
      'the backup holds embedded telemetry, but TAKT_INFLUX_URL is set: restore without it and use takt move, or add --registry-only',
    );
  }
  const staging = await openStaging(config.dataDirectory, archive.id, clock());
  if (!staging.filled) {
    await refuseToMix(config, withTelemetry, force === true);
    await staging.fill(() => fill(cli, config, archive, staging.directory, withTelemetry));
  }
  await placeRegistry(config, archive);
  const aside = await staging.place();
  await staging.finish();
  if (aside !== undefined) {
    if (force) terminal.note(`what was there before lies in ${aside}`);
    else await rm(aside, { recursive: true });
  }
  terminal.say(`restored ${summary(withTelemetry ? manifest : { ...manifest, telemetry: null })}`);
}

async function refuseToMix(config: Config, withTelemetry: boolean, force: boolean): Promise<void> {
  const contents = await findContents(config, withTelemetry);
  if (contents.length === 0) return;
  const found = `the installation is not empty: it has ${contents.join(', ')}`;
  if (config.databaseUrl !== undefined) throw new Error(`${found}; empty the database (TAKT_DATABASE_URL) yourself`);
  if (!force) throw new Error(`${found}; --force moves the data in ${config.dataDirectory} aside`);
}

/** The embedded parts, made in a directory of their own. */
async function fill(cli: Cli, config: Config, archive: ArchiveReader, directory: string, withTelemetry: boolean) {
  const staged: Config = { ...config, dataDirectory: directory };
  const database = await createRegistry(staged);
  try {
    await checkMigrations(database, archive.manifest);
    if (config.databaseUrl === undefined) await restoreRegistry(database, archive);
  } finally {
    await database.close();
  }
  if (!withTelemetry) return;
  const store = await openTelemetry(staged);
  const bar = cli.terminal.progress('restoring');
  try {
    await restoreTelemetry(store, archive, bar);
    bar.end();
  } catch (error) {
    bar.abandon();
    throw error;
  } finally {
    await store.close();
  }
}

/** A database outside has no place to be made apart: there the transaction is what makes it whole. */
async function placeRegistry(config: Config, archive: ArchiveReader): Promise<void> {
  if (config.databaseUrl === undefined) return;
  const database = await createRegistry(config);
  try {
    // An interrupted restore before may have come this far.
    if ((await occupiedTables(database.db)).length === 0) await restoreRegistry(database, archive);
  } finally {
    await database.close();
  }
}
