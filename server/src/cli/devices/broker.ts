// Owns what an operator takes from Takt to the broker: the authority's certificate, a certificate of its own, and its clients.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { z } from 'zod';
import { type BrokerFile, brokerFile, brokerFileSchema } from '../../devices/credentials/mosquitto/file.ts';
import type { Cli } from '../cli.ts';
import { parsedBy } from '../options.ts';
import { withCredentials } from './open.ts';

const days = parsedBy(
  z.coerce
    .number('must be whole days')
    .pipe(z.int('must be whole days').min(1, 'must be 1–825').max(825, 'must be 1–825')),
);

export function brokerCommands(cli: Cli): Command[] {
  return [authority(cli), certificate(cli), clients(cli)];
}

function authority(cli: Cli): Command {
  return new Command('authority')
    .description('show the certificate of the authority (PEM), to hand to devices and to the broker')
    .action(() => withCredentials(cli, async (opened) => cli.terminal.say((await opened.authority()).certificate)));
}

function certificate(cli: Cli): Command {
  return new Command('broker-certificate')
    .description('make a certificate of the broker, signed by the authority: <prefix>.crt and <prefix>.key')
    .argument('<prefix>', 'path the two files begin with')
    .argument('<host...>', 'names and addresses by which devices reach the broker')
    .option('--days <days>', 'how long it is good for, 1–825', days, 825)
    .action((prefix: string, hosts: string[], options: { days: number }) =>
      withCredentials(cli, async (opened) => {
        const made = await (await opened.authority()).issueServer({ hosts, days: options.days });
        replaceSecret(`${prefix}.key`, made.key);
        writeFileSync(`${prefix}.crt`, made.certificate);
        cli.terminal.say(`${prefix}.crt and ${prefix}.key: ${hosts.join(', ')}`);
      }),
    );
}

function clients(cli: Cli): Command {
  return new Command('broker-file')
    .description(
      'the file of Mosquitto’s dynamic-security plugin with every credential: for a new broker, or one that lost its own',
    )
    .argument('<base.json>', 'such a file, - for standard input; what it holds beside Takt’s credentials stays')
    .option('--out <file>', 'write it there, for its owner only, instead of showing it')
    .action((base: string, { out }: { out?: string }) =>
      withCredentials(cli, async ({ db }) => {
        const file = await brokerFile(db, readBase(base), cli.clock());
        if (out === undefined) return cli.terminal.say(JSON.stringify(file));
        replaceSecret(out, JSON.stringify(file));
        cli.terminal.say(`${out}: ${file.clients.length} users`);
      }),
    );
}

function readBase(path: string): BrokerFile {
  try {
    return brokerFileSchema.parse(JSON.parse(readFileSync(path === '-' ? 0 : path, 'utf8')));
  } catch (error) {
    throw new Error(`${path} is no file of the plugin: ${error instanceof Error ? error.message : error}`);
  }
}

/** A file that is there would keep its mode. */
function replaceSecret(path: string, text: string): void {
  rmSync(path, { force: true });
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
}
