// Owns whom changes from the command line are put down to.
import { userInfo } from 'node:os';

/** `cli:<user of the operating system>`. */
export function actor(): string {
  try {
    return `cli:${userInfo().username}`;
  } catch {
    // A container may run as a number that has no name.
    return `cli:${process.getuid?.() ?? 'unknown'}`;
  }
}
