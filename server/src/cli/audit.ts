// Owns `takt audit`: whether the log of who did what is whole, and a copy of it that others can verify.
import { type FileHandle, open, rm } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { type BreakReason, chainBatches, readHead, verifyChain } from '../platform/audit/index.ts';
import type { Database, Row } from '../platform/database/index.ts';
import type { Cli } from './cli.ts';
import { configFrom } from './installation/config.ts';
import { openRegistryAsIs } from './installation/parts.ts';
import { counted } from './terminal/text.ts';

interface VerifyOptions {
  fromHead?: string;
  json?: boolean;
}

export function auditCommand(cli: Cli): Command {
  const audit = new Command('audit').description('the log of who did what: verify its chain, or export it');
  audit
    .command('verify')
    .description('whether every entry is as it was written, none is missing and none was put in')
    .option('--from-head <hash>', 'a head noted earlier, which must still be in the chain', hash)
    .option('--json', 'for a machine')
    .action((options: VerifyOptions) => withAudit(cli, (database) => verify(cli, database, options)));
  audit
    .command('export')
    .description('every entry with its hash, one JSON object a line; docs/AUDIT.md says how to verify it elsewhere')
    .requiredOption('--to <file>', 'such as audit.ndjson; must not exist yet')
    .action(({ to }: { to: string }) => withAudit(cli, (database) => exportTo(cli, database, to)));
  return audit;
}

function hash(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('It must be 64 hexadecimal digits, as takt audit verify says them.');
}

/** The database may be in use; nothing of it is changed. */
async function withAudit({ environment }: Cli, work: (database: Database) => Promise<void>): Promise<void> {
  const database = await openRegistryAsIs(configFrom(environment));
  try {
    const names = (await database.db.introspection.getTables()).map(({ name }) => name);
    if (!names.includes('audit_entries')) throw new Error('the database has no audit log yet; see takt migrate');
    await work(database);
  } finally {
    await database.close();
  }
}

const meanings: Record<BreakReason, string> = {
  changed: 'is not as it was written',
  missing: 'was taken out',
  inserted: 'was put in',
  reordered: 'was exchanged with the next',
  truncated: 'and those after it were cut off',
  head: 'is not the one the head of the chain was written for',
  rewritten: 'and perhaps all others were written anew: the noted head is not in the chain',
};

async function verify({ terminal, fail }: Cli, { db }: Database, { fromHead, json = false }: VerifyOptions) {
  const bar = terminal.progress('verifying');
  const options = { onProgress: (share: number) => bar.show(share), ...(fromHead && { notedHead: fromHead }) };
  const { entries, head, broken } = await verifyChain(db, options);
  if (broken) {
    bar.abandon();
    fail();
  } else bar.end();
  if (json) return terminal.sayJson({ whole: broken === null, entries, head, broken });
  if (broken) return terminal.say(`the audit log is broken: entry ${broken.at} ${meanings[broken.reason]}`);
  terminal.say(`the audit log is whole: ${counted(entries, 'entry', 'entries')}`);
  if (head === null) return;
  terminal.say(`head ${head}`);
  terminal.note('note the head where nobody who can write the database can; give it to --from-head later');
}

async function exportTo({ terminal }: Cli, database: Database, path: string): Promise<void> {
  const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    throw new Error(error.code === 'EEXIST' ? `${path} exists already` : `${path} cannot be written: ${error.message}`);
  });
  try {
    const entries = await writeEntries(terminal, database, file);
    await file.sync();
    terminal.say(`${path}: ${counted(entries, 'entry', 'entries')}`);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function writeEntries(terminal: Cli['terminal'], { db }: Database, file: FileHandle): Promise<number> {
  const total = (await readHead(db))?.entries ?? 0;
  const bar = terminal.progress('exporting');
  let entries = 0;
  for await (const batch of chainBatches(db, total)) {
    await file.writeFile(batch.map(lineOf).join(''));
    entries += batch.length;
    bar.show(entries / total);
  }
  bar.end();
  return entries;
}

function lineOf({ actor_name: actorName, ...entry }: Row<'audit_entries'>): string {
  // Characters that some readers of lines take for the end of one.
  const text = JSON.stringify({ ...entry, actorName }).replace(/[\u0085\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `${text}\n`;
}
