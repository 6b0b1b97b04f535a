// Owns what a check of a part is, and how it is run: within a time limit, whatever the part does.
import type { Config } from '../../config.ts';
import { maskSecrets } from '../terminal/mask.ts';

export type Verdict = 'ok' | 'warn' | 'fail';

export interface Finding {
  verdict: Verdict;
  detail: string;
  version?: string;
  /** Round trip, ms. */
  latencyMs?: number;
  /** How far its clock is ahead of this machine's, ms. */
  skewMs?: number;
  /** What to do about it. */
  hint?: string;
}

export interface Check {
  part: string;
  /** What to do where it cannot be reached. */
  hint: string;
  /** Rejects where the part does not answer or answers nonsense. */
  run(): Promise<Finding>;
}

export type PartFinding = Finding & { part: string };

const limitMs = 5000;

export async function runCheck({ part, hint, run }: Check, config: Config): Promise<PartFinding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs / 1000} s`)), limitMs);
  });
  try {
    return { part, ...(await Promise.race([run(), late])) };
  } catch (error) {
    return { part, verdict: 'fail', detail: maskSecrets(reasonOf(error), config), hint };
  } finally {
    clearTimeout(timer);
  }
}

/** Of several addresses that were tried in vain Node says only the reasons of each. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ');
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${reasonOf(error.cause)}` : error.message;
}
