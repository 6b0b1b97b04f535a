// Owns the command line: which commands there are, and what their end means to whoever called.
import { Command, CommanderError } from 'commander';
import { version } from '../platform/version.ts';
import { tokensCommand } from './accounts/tokens.ts';
import { usersCommand } from './accounts/users.ts';
import { auditCommand } from './audit.ts';
import { backupCommand } from './backup/index.ts';
import { checkCommand } from './check.ts';
import type { Cli } from './cli.ts';
import { devicesCommand } from './devices/index.ts';
import { doctorCommand } from './doctor/index.ts';
import { jobsCommand } from './jobs.ts';
import { migrateCommand } from './migrate.ts';
import { moveCommand } from './move/index.ts';
import { quarantineCommand } from './quarantine.ts';
import { refoldCommand } from './refold.ts';
import { restoreCommand } from './restore/index.ts';
import { seedCommand } from './seed.ts';
import { setupLinkCommand } from './setup-link.ts';

const exitCodes = { fine: 0, failed: 1, usage: 2 } as const;

/** Every command, for {@link run} and for whoever lists them. */
export function createProgram(cli: Cli): Command {
  const program = new Command('takt')
    .description('Operates a Takt installation, on the same TAKT_* settings as its server.')
    .version(version)
    .showHelpAfterError('(see takt --help)')
    .addHelpText('after', '\nExit codes: 0 fine, 1 refused or failed, 2 wrong usage.');
  const commands = [
    checkCommand,
    migrateCommand,
    seedCommand,
    backupCommand,
    restoreCommand,
    moveCommand,
    refoldCommand,
    jobsCommand,
    quarantineCommand,
    auditCommand,
    usersCommand,
    tokensCommand,
    devicesCommand,
    doctorCommand,
    setupLinkCommand,
  ];
  for (const command of commands) program.addCommand(command(cli).copyInheritedSettings(program));
  return program;
}

/** Runs one command; answers the exit code. Never throws. */
export async function run(args: readonly string[], surroundings: Omit<Cli, 'fail'>): Promise<number> {
  let exitCode: number = exitCodes.fine;
  const cli: Cli = {
    ...surroundings,
    fail: () => {
      exitCode = exitCodes.failed;
    },
  };
  try {
    await throwOnExit(createProgram(cli)).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
    cli.terminal.note(`takt: ${messageOf(error, cli.environment.TAKT_LOG_LEVEL === 'debug')}`);
    return exitCodes.failed;
  }
}

function throwOnExit(command: Command): Command {
  command.exitOverride();
  for (const each of command.commands) throwOnExit(each);
  return command;
}

function messageOf(error: unknown, withStack: boolean): string {
  if (!(error instanceof Error)) return String(error);
  return (withStack ? error.stack : error.message) ?? error.message;
}
