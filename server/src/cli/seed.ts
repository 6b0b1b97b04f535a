// Owns `takt seed`: sets up the plant from a YAML file, through the server where one runs.
import { readFile } from 'node:fs/promises';
import { api, problemSchema } from '@takt/model/api';
import { Command } from 'commander';
import { openPlant } from '../plant/index.ts';
import { done, type Outcome } from '../platform/outcome.ts';
import { openDataDirectory } from '../platform/process/data-directory.ts';
import type { Cli } from './cli.ts';
import { actor } from './installation/actor.ts';
import { configFrom } from './installation/config.ts';
import { createRegistry } from './installation/parts.ts';
import { type RunningServer, runningServer } from './installation/server.ts';

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

/** A running server has the plant in memory, so it must make the change itself. */
async function apply({ environment, clock }: Cli, text: string): Promise<Outcome<Counts>> {
  const config = configFrom(environment);
  const server = runningServer(config);
  if (server) return sendTo(server, text);
  const directory = openDataDirectory(config.dataDirectory);
  try {
    const database = await createRegistry(config);
    try {
      await database.migrations.apply();
      const plant = await openPlant({ db: database.db, clock, actor: actor() });
      return await plant.applyYaml(text);
    } finally {
      await database.close();
    }
  } finally {
    directory.release();
  }
}

async function sendTo(server: RunningServer, text: string): Promise<Outcome<Counts>> {
  const { method, path, response } = api['plant.put'];
  const headers = { 'content-type': 'application/yaml' };
  const answer = await server.fetch(path, { method: method.toUpperCase(), headers, body: text });
  const body: unknown = await answer.json();
  if (answer.ok) return done(response.parse(body));
  const { title, detail = title, errors } = problemSchema.parse(body);
  return { ok: false, refusal: { kind: 'invalid', detail, ...(errors ? { errors } : {}) } };
}
