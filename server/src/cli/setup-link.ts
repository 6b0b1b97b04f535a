// Owns `takt setup-link`: a fresh link to make the first account with, for whoever did not see the one in the log.
import { Command } from 'commander';
import { replaceSetupToken, setupLink } from '../access/sign-in/setup-link.ts';
import { createAudit } from '../platform/audit/index.ts';
import { attribution } from '../platform/caller.ts';
import type { Cli } from './cli.ts';
import { configFrom } from './installation/config.ts';
import { operator } from './installation/operator.ts';
import { openRegistry } from './installation/parts.ts';
import { runningServer } from './installation/server.ts';

export function setupLinkCommand(cli: Cli): Command {
  return new Command('setup-link')
    .description('print a link to make the first account with, good once and for a day; earlier links end')
    .option('--url <url>', 'where the pages are reached; absent: on this machine')
    .action(({ url }: { url?: string }) => printLink(cli, url));
}

async function printLink({ environment, terminal, clock }: Cli, url: string | undefined): Promise<void> {
  const config = configFrom(environment);
  if (config.setupToken !== undefined)
    throw new Error('TAKT_SETUP_TOKEN is set: the first account is made with it, at /setup#<token>');
  const database = await openRegistry(config);
  try {
    const token = await database.db.transaction().execute(async (transaction) => {
      const users = await transaction.selectFrom('users').select('id').limit(1).execute();
      if (users.length > 0) throw new Error('there is an account already: its owner invites the others');
      await createAudit(clock)(transaction, {
        ...attribution(operator()),
        action: 'setup.link',
        outcome: 'done',
        kind: 'setup',
        code: 'link',
        scope: null,
        before: null,
        after: null,
      });
      return replaceSetupToken(transaction, clock());
    });
    const base = url ?? runningServer(config)?.url ?? `http://localhost:${config.http.port}`;
    terminal.say(setupLink(base.replace(/\/$/, ''), token));
  } finally {
    await database.close();
  }
}
