// Owns `takt refold`: has a range of a scope folded again, by whichever server folds.

import { setTimeout as sleep } from 'node:timers/promises';
import { timestamp } from '@takt/model/api';
import { type Scope, scopeSchema } from '@takt/model/plant';
import { districtNames } from '@takt/model/regions';
import { Command } from 'commander';
import { countRefolds, requestRefold } from '../pipeline/fold/request.ts';
import { openPlant } from '../plant/index.ts';
import { createAudit } from '../platform/audit/index.ts';
import { attribution } from '../platform/caller.ts';
import type { Database } from '../platform/database/index.ts';
import { isInUse } from '../platform/process/data-directory.ts';
import { readRegions } from '../region/index.ts';
import type { Cli } from './cli.ts';
import { configFrom } from './installation/config.ts';
import { operator } from './installation/operator.ts';
import { openRegistry } from './installation/parts.ts';
import { parsedBy } from './options.ts';
import { counted } from './terminal/text.ts';

interface RefoldOptions {
  scope: Scope;
  from: number;
  to: number;
  reason?: string;
  wait?: boolean;
}

const lookEveryMs = 1000;

export function refoldCommand(cli: Cli): Command {
  return new Command('refold')
    .description('have facts of a scope computed again from what is stored; a running server does it, or the next one')
    .requiredOption('--scope <level:code>', 'such as workshop:halfshaft', parsedBy(scopeSchema))
    .requiredOption('--from <time>', 'ISO 8601 with a time zone, or epoch ms', parsedBy(timestamp))
    .requiredOption('--to <time>', 'not in the future', parsedBy(timestamp))
    .option('--reason <text>', 'why; stands with the changes')
    .option('--wait', 'until it is done')
    .action((options: RefoldOptions) => refold(cli, options));
}

async function refold(cli: Cli, { scope, from, to, reason, wait = false }: RefoldOptions): Promise<void> {
  const { environment, terminal, clock } = cli;
  const config = configFrom(environment);
  const database = await openRegistry(config);
  try {
    const { db } = database;
    const audit = createAudit(clock);
    const names = districtNames(await readRegions(config.regionsFile));
    const plant = await openPlant({ db, audit, names });
    const request = { scope, from, to, by: attribution(operator()), reason };
    const asked = await requestRefold({ db, plant, audit }, request, clock());
    if (!asked.ok) throw new Error(asked.refusal.detail);
    const { machines, ids } = asked.value;
    terminal.say(`${counted(machines.length, 'machine')} will be folded again`);
    if (config.databaseUrl === undefined && !isInUse(config.dataDirectory)) {
      terminal.note('no server runs on this data directory: it is done once one does');
    }
    if (wait) await whenDone(cli, database, ids);
  } finally {
    await database.close();
  }
}

async function whenDone({ terminal }: Cli, { db }: Database, ids: readonly number[]): Promise<void> {
  const bar = terminal.progress('folded again');
  for (;;) {
    const left = await countRefolds(db, ids);
    bar.show(1 - left / ids.length, left === 0 ? '' : `${counted(left, 'machine')} left`);
    if (left === 0) break;
    await sleep(lookEveryMs);
  }
  bar.end();
  terminal.say('done');
}
