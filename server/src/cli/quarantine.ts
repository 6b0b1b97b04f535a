// Owns `takt quarantine`: readings with an impossible time or value, newest first.
import { Command } from 'commander';
import { listQuarantine } from '../pipeline/ingest/records/quarantine.ts';
import type { Cli } from './cli.ts';
import { configFrom } from './installation/config.ts';
import { openRegistry } from './installation/parts.ts';
import { count } from './options.ts';
import { formatTable } from './terminal/table.ts';
import { moment } from './terminal/text.ts';

export function quarantineCommand(cli: Cli): Command {
  return new Command('quarantine')
    .description('readings with an impossible time or value, kept aside, newest first')
    .option('--limit <count>', 'how many at most', count, 100)
    .option('--json', 'for a machine')
    .action((options: { limit: number; json?: boolean }) => quarantine(cli, options));
}

async function quarantine({ environment, terminal }: Cli, { limit, json = false }: { limit: number; json?: boolean }) {
  const database = await openRegistry(configFrom(environment));
  try {
    const entries = await listQuarantine(database.db, limit);
    if (json) return terminal.sayJson(entries);
    if (entries.length === 0) return terminal.say('nothing is in quarantine');
    const rows = entries.map((entry) => [
      moment(entry.receivedAt),
      `${entry.site}/${entry.machine}`,
      entry.signal,
      entry.at === null ? '' : moment(entry.at),
      entry.value,
      entry.reason,
    ]);
    terminal.say(formatTable(['received', 'machine', 'signal', 'at', 'value', 'reason'], rows));
  } finally {
    await database.close();
  }
}
