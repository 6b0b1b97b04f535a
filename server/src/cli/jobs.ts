// Owns `takt jobs`: work that was given up, to be looked at, done again, or forgotten.
import { Command } from 'commander';
import { createAudit } from '../platform/audit/index.ts';
import { attribution, commandLine } from '../platform/caller.ts';
import type { Database } from '../platform/database/index.ts';
import type { DeadJob, Queue } from '../platform/queue/port.ts';
import type { Cli } from './cli.ts';
import { configFrom } from './installation/config.ts';
import { openQueue, openRegistry } from './installation/parts.ts';
import { count } from './options.ts';
import { formatTable } from './terminal/table.ts';
import { moment } from './terminal/text.ts';

interface ListOptions {
  dead?: boolean;
  limit: number;
  json?: boolean;
}

export function jobsCommand(cli: Cli): Command {
  const jobs = new Command('jobs')
    .description('how many jobs wait, run and are dead; dead ones can be done again or forgotten')
    .option('--dead', 'show the dead ones, newest first')
    .option('--limit <count>', 'how many of them at most', count, 100)
    .option('--json', 'for a machine')
    .action((options: ListOptions) => withQueue(cli, (queue) => list(cli, queue, options)));
  const change = (name: 'rerun' | 'discard', what: string, said: string) =>
    jobs
      .command(name)
      .description(what)
      .argument('<id...>', 'as takt jobs --dead shows them')
      .action((ids: string[]) =>
        withQueue(cli, async (queue, database) => {
          for (const id of ids) {
            if (await queue[name](id)) {
              await audited(cli, database, name, id);
              cli.terminal.say(`job ${id} ${said}`);
            } else refuse(cli, `there is no dead job ${id}`);
          }
        }),
      );
  change('rerun', 'have dead jobs done again', 'waits again');
  change('discard', 'forget dead jobs', 'is forgotten');
  return jobs;
}

function audited({ clock }: Cli, { db }: Database, action: 'rerun' | 'discard', code: string): Promise<void> {
  const what = { action: `jobs.${action}`, outcome: 'done', kind: 'job', code, scope: null } as const;
  const record = { ...attribution(commandLine), ...what, before: null, after: null };
  return db.transaction().execute((transaction) => createAudit(clock)(transaction, record));
}

function refuse({ terminal, fail }: Cli, reason: string): void {
  terminal.note(`takt: ${reason}`);
  fail();
}

async function withQueue(
  { environment, clock }: Cli,
  work: (queue: Queue, database: Database) => Promise<void>,
): Promise<void> {
  const config = configFrom(environment);
  const database = await openRegistry(config);
  try {
    const queue = await openQueue(config, database, clock);
    try {
      await work(queue, database);
    } finally {
      await queue.close();
    }
  } finally {
    await database.close();
  }
}

async function list({ terminal }: Cli, queue: Queue, { dead = false, limit, json = false }: ListOptions) {
  const counts = await queue.counts();
  const jobs = dead ? await queue.dead(limit) : [];
  if (json) return terminal.sayJson(dead ? { counts, dead: jobs } : { counts });
  terminal.say(`${counts.waiting} waiting, ${counts.running} running, ${counts.dead} dead`);
  if (jobs.length > 0) terminal.say(formatTable(['id', 'kind', 'key', 'tries', 'died', 'error'], jobs.map(rowOf)));
  if (dead && jobs.length < counts.dead) terminal.note(`${counts.dead - jobs.length} more; see --limit`);
}

function rowOf({ id, kind, key, attempts, diedAt, error }: DeadJob): string[] {
  return [id, kind, key, String(attempts), moment(diedAt), error.replace(/\s+/g, ' ').slice(0, 160)];
}
