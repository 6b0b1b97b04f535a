// Owns the rule by which entries of the audit log are chained; docs/AUDIT.md gives it to whoever verifies it independently.
import { createHash } from 'node:crypto';

export interface ChainedEntry {
  id: number;
  /** Epoch ms. */
  at: number;
  actor: string;
  actor_name: string;
  action: string;
  outcome: string;
  kind: string;
  code: string;
  scope: string | null;
  enterprise: string | null;
  /** JSON. */
  before: string | null;
  /** JSON. */
  after: string | null;
  address: string | null;
}

/** What stands for the hash before the first entry. */
export const hashBeforeFirst = '';

/** SHA-256, hexadecimal, over the hash before and every field in a fixed order, as JSON; `before` and `after` as the text stored. */
export function chainedHash(before: string, entry: ChainedEntry): string {
  const { id, at, actor, actor_name, action, outcome, kind, code, scope, enterprise, address } = entry;
  const what = [action, outcome, kind, code, scope, enterprise, entry.before, entry.after];
  return createHash('sha256')
    .update(JSON.stringify([before, id, at, actor, actor_name, ...what, address]))
    .digest('hex');
}
