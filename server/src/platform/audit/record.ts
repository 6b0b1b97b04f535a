// Owns what of a record is stored: bounded, so that no act is refused for the length of its record, and without secrets.
import type { Row } from '../database/index.ts';

export interface AuditRecord {
  /** `user:<id>`, `token:<id>`, `system`, `command_line` or `anonymous`. */
  actor: string;
  actorName: string;
  /** Route or event, such as `machines.put`. */
  action: string;
  outcome: 'done' | 'refused';
  kind: string;
  code: string;
  /** Node of the plant it belongs to, `level:code`; null: the whole installation. */
  scope: string | null;
  /** In which the node lies; absent: as the plant knows it. A node that only now comes to be is not known yet. */
  enterprise?: string | null | undefined;
  /** What JSON can hold; never a secret. */
  before: unknown;
  after: unknown;
  /** Null: not over the network. */
  address: string | null;
}

const mostBytes = 65_536;
const mostNames = 300;
/** As JSON in JSON, of three bytes a character at most, it stays below {@link mostBytes}. */
const beginningLength = 16_000;
const masked = '***';
const secretName =
  /pass(word|phrase)|secret|credential|(private|api)_?key|recovery_?code|(token|hash|cookie|authorization)s?$/i;

/** Cut where it is too long; a field that is named like a secret is replaced, as the last defence. */
export function columnsOf(record: AuditRecord): Omit<Row<'audit_entries'>, 'id' | 'at' | 'enterprise' | 'hash'> {
  const { actor, actorName, action, outcome, kind, code, scope, before, after, address } = record;
  return {
    actor: bounded(actor),
    actor_name: bounded(actorName),
    action: bounded(action),
    outcome,
    kind: bounded(kind),
    code: bounded(code),
    scope: scope === null ? null : bounded(scope),
    before: jsonOf(before),
    after: jsonOf(after),
    address: address === null ? null : bounded(address),
  };
}

function jsonOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = JSON.stringify(value, withoutSecret);
  if (text === undefined) return null;
  // A character takes three bytes at most: most texts need not be measured.
  const bytes = text.length * 3 <= mostBytes ? 0 : Buffer.byteLength(text);
  if (bytes <= mostBytes) return text;
  return JSON.stringify({ cut: true, bytes, beginning: text.slice(0, beginningLength) });
}

/** That something is set or not is no secret. */
function withoutSecret(name: string, value: unknown): unknown {
  if (!secretName.test(name) || value === null || value === undefined || typeof value === 'boolean') return value;
  return masked;
}

/** As every database stores it unchanged: what is hashed is what is read back. */
function bounded(text: string): string {
  const short = text.length > mostNames ? `${text.slice(0, mostNames - 1)}…` : text;
  return short.toWellFormed().replaceAll('\0', '\uFFFD');
}
