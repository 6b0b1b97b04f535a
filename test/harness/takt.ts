// Owns running the command line tool of operators, in a process of its own, as they run it.
import { execFile } from 'node:child_process';
import { repository, withoutTakt } from './child.ts';

export interface TaktResult {
  code: number;
  /** Standard output: the answer. */
  out: string;
  /** Standard error: remarks, progress, what is wrong. */
  err: string;
}

/** Runs `takt <args>` to its end with these `TAKT_*` settings and no others. */
export function takt(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<TaktResult> {
  return new Promise((resolve) => {
    const options = { cwd: repository, env: { ...withoutTakt(process.env), ...env }, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, ['server/src/cli/main.ts', ...args], options, (error, out, err) => {
      const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
      resolve({ code, out, err });
    });
  });
}
