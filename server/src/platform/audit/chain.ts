// Owns how entries of the audit log are chained: each hash covers the one before and everything the entry says.
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
  /** JSON. */
  before: string | null;
  /** JSON. */
  after: string | null;
  address: string | null;
}

/** SHA-256, hexadecimal, over the hash before and every field in a fixed order, as JSON. */
export function chainedHash(before: string, entry: ChainedEntry): string {
  const { id, at, actor, actor_name, action, outcome, kind, code, scope, address } = entry;
  const fields = [id, at, actor, actor_name, action, outcome, kind, code, scope, entry.before, entry.after, address];
  return createHash('sha256')
    .update(JSON.stringify([before, ...fields]))
    .digest('hex');
}
