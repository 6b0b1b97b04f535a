// Owns what a command says: answers on standard output, remarks and progress on standard error.
import { createProgressBar, type ProgressBar } from './progress-bar.ts';

export interface Terminal {
  /** A line, or several, of the answer. */
  say(text: string): void;
  /** The answer for a machine. */
  sayJson(value: unknown): void;
  /** A remark that is no part of the answer. */
  note(text: string): void;
  progress(label: string): ProgressBar;
}

export function createTerminal(out = process.stdout, err = process.stderr): Terminal {
  return {
    say: (text) => void out.write(text.endsWith('\n') ? text : `${text}\n`),
    sayJson: (value) => void out.write(`${JSON.stringify(value, null, 2)}\n`),
    note: (text) => void err.write(`${text}\n`),
    progress: (label) => createProgressBar(label, err),
  };
}
