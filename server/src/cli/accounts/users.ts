// Owns `takt users`: accounts, as an operator sees and changes them who has the database anyway.
import { grantSchema, type SentGrant } from '@takt/model/access';
import { loginSchema, type User } from '@takt/model/api';
import { nameSchema } from '@takt/model/plant';
import { Command, InvalidArgumentError } from 'commander';
import { createUsers, type Users } from '../../access/users/index.ts';
import { commandLine } from '../../platform/caller.ts';
import type { Cli } from '../cli.ts';
import { parsedBy } from '../options.ts';
import { formatTable } from '../terminal/table.ts';
import { moment } from '../terminal/text.ts';
import { accountOf, errorOf, withAccounts } from './open.ts';

export function usersCommand(cli: Cli): Command {
  const users = new Command('users').description('accounts and their roles');
  users
    .command('list')
    .description('every account')
    .option('--json', 'for a machine')
    .action(({ json = false }: { json?: boolean }) =>
      withAccounts(cli, async (parts) => list(cli, createUsers(parts), json)),
    );
  users
    .command('invite')
    .description('make an account; the link that is shown, once, is for the person to set the password')
    .argument('<login>', 'e-mail address or short name to sign in with', parsedBy(loginSchema))
    .requiredOption('--name <name>', 'of the person', parsedBy(nameSchema))
    .requiredOption('--grant <role@scope...>', 'such as plant_manager@site:qijiang or platform_admin@platform', grants)
    .action((login: string, options: { name: string; grant: SentGrant[] }) =>
      withAccounts(cli, async (parts) => {
        const body = { login, name: options.name, grants: options.grant };
        sayLink(cli, await createUsers(parts).invite(commandLine, body));
      }),
    );
  users
    .command('reset')
    .description('end password, second factor, sessions and lock of an account; shows a link for a new password, once')
    .argument('<login>')
    .action((login: string) =>
      withAccounts(cli, async (parts) => {
        const { id } = accountOf(parts.directory, login);
        sayLink(cli, await createUsers(parts).reset(commandLine, id));
      }),
    );
  users
    .command('disable')
    .description('end an account with its sessions and API tokens')
    .argument('<login>')
    .action((login: string) =>
      withAccounts(cli, async (parts) => {
        const { id, name } = accountOf(parts.directory, login);
        const outcome = await createUsers(parts).put(commandLine, id, { name, state: 'disabled' });
        if (!outcome.ok) throw errorOf(outcome.refusal);
        cli.terminal.say(`${outcome.value.login} is disabled`);
      }),
    );
  return users;
}

function grants(text: string, before: SentGrant[] = []): SentGrant[] {
  const [role, scope] = text.split(/@(.*)/s);
  const parsed = grantSchema.safeParse({ role, scope });
  if (parsed.success) return [...before, parsed.data];
  const [issue] = parsed.error.issues;
  throw new InvalidArgumentError(`It is <role>@<scope>; ${issue?.path.join('.')}: ${issue?.message}.`);
}

function sayLink({ terminal }: Cli, outcome: Awaited<ReturnType<Users['invite']>>): void {
  if (!outcome.ok) throw errorOf(outcome.refusal);
  const { user, link } = outcome.value;
  terminal.say(link.path);
  terminal.note(
    `for ${user.login}, until ${moment(link.expiresAt)}: put the address of the pages before it; it is not shown again`,
  );
}

function list({ terminal }: Cli, users: Users, json: boolean): void {
  const all = users.list(commandLine);
  if (json) terminal.sayJson(all);
  else terminal.say(formatTable(['login', 'name', 'state', 'last sign-in', 'roles'], all.map(rowOf)));
}

function rowOf({ login, name, state, lastSignInAt, grants }: User): string[] {
  const roles = grants.map(({ role, scope }) => `${role}@${scope}`).join(' ');
  return [login, name, state, lastSignInAt === null ? '' : moment(lastSignInAt), roles];
}
