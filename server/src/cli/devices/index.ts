// Owns `takt devices`: credentials of edge nodes and devices, and what a broker needs to know them.
import { readFileSync } from 'node:fs';
import { type Credential, credentialIssueSchema, credentialKinds, credentialRotateSchema } from '@takt/model/devices';
import { codeSchema } from '@takt/model/plant';
import { Command, Option } from 'commander';
import { z } from 'zod';
import type { Attribution } from '../../devices/credentials/index.ts';
import { attribution } from '../../platform/caller.ts';
import type { Cli } from '../cli.ts';
import { operator } from '../installation/operator.ts';
import { parsedBy } from '../options.ts';
import { formatTable } from '../terminal/table.ts';
import { moment } from '../terminal/text.ts';
import { brokerCommands } from './broker.ts';
import { type HandingOut, handOut } from './handing-out.ts';
import { granted, withCredentials } from './open.ts';

const placeSchema = z
  .string()
  .transform((text) => text.split('/'))
  .pipe(z.tuple([codeSchema, codeSchema], 'must be <site>/<name>, as in factory-1/edge-1'))
  .transform(([site, name]) => ({ site, name }));
type Place = z.output<typeof placeSchema>;
const place = parsedBy(placeSchema);
const days = parsedBy(
  z.coerce
    .number('must be whole days')
    .pipe(z.int('must be whole days').min(1, 'must be 1–825').max(825, 'must be 1–825')),
);
const hours = parsedBy(z.coerce.number('must be hours from 0 to 24').min(0).max(24));

export function devicesCommand(cli: Cli): Command {
  const devices = new Command('devices').description('credentials of edge nodes and devices');
  for (const command of [issue, rotate, revoke, list]) devices.addCommand(command(cli));
  for (const command of brokerCommands(cli)) devices.addCommand(command);
  return devices;
}

const outOption = () => new Option('--out <file>', 'write the secret there, for its owner only, instead of showing it');
const jsonOption = () => new Option('--json', 'for a machine');
const csrOption = () =>
  new Option('--csr <file>', 'certificate request (PKCS#10, PEM); the key stays where it was made');
const daysOption = () =>
  new Option('--days <days>', 'how long it is good for, 1–825; a certificate 365 by default').argParser(days);

interface IssueOptions extends HandingOut {
  kind: Credential['kind'];
  machine?: string[];
  certificate?: boolean;
  csr?: string;
  days?: number;
}

function issue(cli: Cli): Command {
  return new Command('issue')
    .description('give an edge node or a device its credential; the secret is shown this once')
    .argument('<site/name>', 'site and node, or site and machine of a device', place)
    .addOption(new Option('--kind <kind>', 'what it is').choices(credentialKinds).default('node'))
    .option('--machine <code...>', 'machines the node may speak of (default: all of its site’s)')
    .option('--certificate', 'a client certificate instead of a password')
    .addOption(csrOption())
    .addOption(daysOption())
    .addOption(outOption())
    .addOption(jsonOption())
    .action(({ site, name }: Place, options: IssueOptions) => {
      const method = options.certificate || options.csr !== undefined ? 'certificate' : 'password';
      const { kind, machine: machines } = options;
      const wish = wishOf(credentialIssueSchema, { kind, machines, method, ...requestOf(options) });
      return handOut(cli, options, () =>
        withCredentials(cli, async ({ lifecycle }) => granted(await lifecycle.issue({ site, name, by: by() }, wish))),
      );
    });
}

interface RotateOptions extends HandingOut {
  overlapHours?: number;
  csr?: string;
  days?: number;
}

function rotate(cli: Cli): Command {
  return new Command('rotate')
    .description('a new secret or certificate; the old one ends at once, or after an overlap')
    .argument('<site/name>', 'as takt devices list shows it', place)
    .option('--overlap-hours <hours>', 'how long the old one is taken too, at most 24 (default: not at all)', hours)
    .addOption(csrOption())
    .addOption(daysOption())
    .addOption(outOption())
    .addOption(jsonOption())
    .action(({ site, name }: Place, options: RotateOptions) => {
      const wish = wishOf(credentialRotateSchema, { overlapHours: options.overlapHours, ...requestOf(options) });
      return handOut(cli, options, () =>
        withCredentials(cli, async ({ lifecycle }) => granted(await lifecycle.rotate({ site, name, by: by() }, wish))),
      );
    });
}

function revoke(cli: Cli): Command {
  return new Command('revoke')
    .description('take a credential away; live connections are cut')
    .argument('<site/name>', 'as takt devices list shows it', place)
    .action(({ site, name }: Place) =>
      withCredentials(cli, async ({ lifecycle }) => {
        granted(await lifecycle.revoke({ site, name, by: by() }));
        cli.terminal.say(`${site}/${name} has no access any more`);
      }),
    );
}

function list(cli: Cli): Command {
  return new Command('list')
    .description('who has a credential, since when, until when, and when it was used last')
    .option('--site <code>', 'of this site only', parsedBy(codeSchema))
    .addOption(jsonOption())
    .action(({ site, json = false }: { site?: string; json?: boolean }) =>
      withCredentials(cli, async ({ handlers }) => {
        const query = site === undefined ? {} : { site };
        const all = granted(
          await handlers['credentials.list']({ params: undefined, query, body: undefined, caller: operator() }),
        );
        if (json) return cli.terminal.sayJson(all);
        if (all.length === 0) return cli.terminal.say('nobody has a credential');
        const columns = ['user', 'kind', 'method', 'state', 'issued', 'rotated', 'last used', 'expires', 'by'];
        cli.terminal.say(formatTable(columns, all.map(rowOf)));
      }),
    );
}

function rowOf(each: Credential): string[] {
  const at = (moment_: number | null) => (moment_ === null ? '' : moment(moment_));
  const kind = each.machines === null ? each.kind : `${each.kind} (${each.machines.join(' ')})`;
  const state = each.broker === 'pending' ? `${each.state}, not yet at the broker` : each.state;
  const moments = [each.createdAt, each.rotatedAt, each.lastUsedAt, each.expiresAt].map(at);
  return [each.username, kind, each.method, state, ...moments, each.issuedBy];
}

function by(): Attribution {
  return attribution(operator());
}

function requestOf({ csr, days: lasts }: { csr?: string; days?: number }) {
  return { csr: csr === undefined ? undefined : readText(csr), days: lasts };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function wishOf<S extends z.ZodType>(schema: S, given: object): z.output<S> {
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const parsed = schema.safeParse(present);
  if (parsed.success) return parsed.data;
  const [issue_] = parsed.error.issues;
  throw new Error(`${issue_?.path.join('.')} ${issue_?.message}`);
}
