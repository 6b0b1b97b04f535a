// Owns `takt tokens`: an API token for a program, made for an account by an operator.
import { type GrantScope, grantScopeSchema, type Permission, permissions } from '@takt/model/access';
import { nameSchema } from '@takt/model/plant';
import { Command, Option } from 'commander';
import { issueToken, longestDays } from '../../access/tokens/issue.ts';
import { commandLine } from '../../platform/caller.ts';
import type { Cli } from '../cli.ts';
import { count, parsedBy } from '../options.ts';
import { moment } from '../terminal/text.ts';
import { accountOf, errorOf, withAccounts } from './open.ts';

interface CreateOptions {
  user: string;
  name: string;
  permission: Permission[];
  scope?: GrantScope;
  days: number;
}

const dayMs = 86_400_000;

export function tokensCommand(cli: Cli): Command {
  const tokens = new Command('tokens').description('API tokens');
  const given = permissions.filter((one) => one !== 'public' && one !== 'self');
  tokens
    .command('create')
    .description('make a token that may do some of what an account may; it is shown once')
    .requiredOption('--user <login>', 'whose it is')
    .requiredOption('--name <name>', 'what it is for', parsedBy(nameSchema))
    .addOption(new Option('--permission <permission...>', 'what it may do').choices(given).makeOptionMandatory())
    .option('--scope <scope>', 'narrower than the account, such as site:qijiang', parsedBy(grantScopeSchema))
    .option('--days <count>', `how long it is valid, at most ${longestDays}`, count, 90)
    .action((options: CreateOptions) => create(cli, options));
  return tokens;
}

function create(cli: Cli, { user, name, permission, scope = undefined, days }: CreateOptions): Promise<void> {
  return withAccounts(cli, async (parts) => {
    const owner = accountOf(parts.directory, user);
    const request = { name, permissions: permission, scope: scope ?? null, expiresAt: cli.clock() + days * dayMs };
    const issued = await issueToken(parts, commandLine, owner, request);
    if (!issued.ok) throw errorOf(issued.refusal);
    cli.terminal.say(issued.value.token);
    const { expires_at } = issued.value.row;
    cli.terminal.note(`of ${owner.login}, until ${moment(expires_at)}; it is not shown again`);
  });
}
