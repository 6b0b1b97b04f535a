// Owns whom changes from the command line are put down to.
import { userInfo } from 'node:os';
import { type Caller, commandLine } from '../../platform/caller.ts';

/** Named `cli:<user of the operating system>`. */
export function operator(): Caller {
  return { ...commandLine, name: `cli:${userName()}` };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a number that has no name.
    return String(process.getuid?.() ?? 'unknown');
  }
}
