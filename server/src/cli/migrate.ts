// Owns `takt migrate`: brings the registry's tables up to this version.
import { Command } from 'commander';
import { openDataDirectory } from '../platform/process/data-directory.ts';
import type { Cli } from './cli.ts';
import { configFrom } from './installation/config.ts';
import { openRegistryAsIs } from './installation/parts.ts';
import { moment } from './terminal/text.ts';

export function migrateCommand(cli: Cli): Command {
  return new Command('migrate')
    .description('bring the tables of the database up to this version (the server does so too, at its start)')
    .option('--status', 'only show which migrations are applied')
    .action(({ status = false }: { status?: boolean }) => migrate(cli, status));
}

async function migrate({ environment, terminal }: Cli, statusOnly: boolean): Promise<void> {
  const config = configFrom(environment);
  const database = await openRegistryAsIs(config);
  try {
    const known = await database.migrations.list();
    if (statusOnly) {
      for (const { name, appliedAt } of known) {
        terminal.say(`${name.padEnd(32)} ${appliedAt === undefined ? 'not applied' : `applied ${moment(appliedAt)}`}`);
      }
      return;
    }
    // A server of the version before, still running, would not understand its tables any more.
    const pending = known.some(({ appliedAt }) => appliedAt === undefined);
    const directory = pending && config.databaseUrl === undefined ? openDataDirectory(config.dataDirectory) : undefined;
    try {
      const applied = await database.migrations.apply();
      for (const name of applied) terminal.say(`${name} applied`);
      if (applied.length === 0) terminal.say('the database is up to date');
    } finally {
      directory?.release();
    }
  } finally {
    await database.close();
  }
}
