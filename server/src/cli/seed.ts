// Owns `takt seed`: sets up the plant from a YAML file, whether a server runs or not.

import { readFile } from 'node:fs/promises';
import { districtNames } from '@takt/model/regions';
import { Command } from 'commander';
import type { Config } from '../config.ts';
import { leavingOf } from '../leaving.ts';
import { openPlant } from '../plant/index.ts';
import { createAudit } from '../platform/audit/index.ts';
import type { Database } from '../platform/database/index.ts';
import type { Outcome } from '../platform/outcome.ts';
import { openDataDirectory } from '../platform/process/data-directory.ts';
import { readRegions } from '../region/index.ts';
import type { Cli } from './cli.ts';
import { configFrom } from './installation/config.ts';
import { operator } from './installation/operator.ts';
import { createRegistry, openRegistry } from './installation/parts.ts';
import { runningServer } from './installation/server.ts';

interface Counts {
  created: number;
  changed: number;
  unchanged: number;
}

export function seedCommand(cli: Cli): Command {
  return new Command('seed')
    .description('create or change everything a plant file names; nothing is removed; all or nothing')
    .argument('<plant.yaml>', 'the plant, in the form that GET /api/v1/plant answers')
    .action((file: string) => seed(cli, file));
}

async function seed(cli: Cli, file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  });
  const outcome = await apply(cli, text);
  if (!outcome.ok) {
    const { detail, errors = [] } = outcome.refusal;
    throw new Error(`${file}: ${detail}${errors.map(({ field, reason }) => `\n  ${field} ${reason}`).join('')}`);
  }
  const { created, changed, unchanged } = outcome.value;
  cli.terminal.say(`${file}: ${created} created, ${changed} changed, ${unchanged} unchanged`);
}

/** A running server takes the change over a moment later. Without one the tables are brought up to date first. */
async function apply({ environment, clock }: Cli, text: string): Promise<Outcome<Counts>> {
  const config = configFrom(environment);
  if (runningServer(config)) return applyTo(await openRegistry(config), text, { config, clock });
  const directory = openDataDirectory(config.dataDirectory);
  try {
    return await applyTo(await createRegistry(config), text, { config, clock, migrate: true });
  } finally {
    directory.release();
  }
}

async function applyTo(
  database: Database,
  text: string,
  { config, clock, migrate = false }: { config: Config; clock: () => number; migrate?: boolean },
): Promise<Outcome<Counts>> {
  try {
    if (migrate) await database.migrations.apply();
    const names = districtNames(await readRegions(config.regionsFile));
    const plant = await openPlant({
      db: database.db,
      audit: createAudit(clock),
      onLeft: leavingOf({ config, clock }),
      names,
    });
    return await plant.applyYaml(text, operator());
  } finally {
    await database.close();
  }
}
