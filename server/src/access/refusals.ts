// Owns keeping what somebody signed in was refused: an entry of the audit log, at most one per caller, route and minute.
import type { Bureau, Grant, GrantScope } from '@takt/model/access';
import { api, type Route } from '@takt/model/api';
import { formatScope, type Scope } from '@takt/model/plant';
import type { Kysely } from 'kysely';
import type { AppendAudit, AuditRecord } from '../platform/audit/index.ts';
import { attribution, type Caller } from '../platform/caller.ts';
import type { Schema } from '../platform/database/index.ts';
import type { Log } from '../platform/log/index.ts';
import type { Metrics } from '../platform/metrics/index.ts';

export interface RefusalLog {
  /** Answers at once and never fails. `scope`: the node that was asked for, where it is one of somebody else. */
  note(caller: Caller, route: Route, scope?: Scope): void;
  /** When everything noted so far is written, or counted as not. */
  settled(): Promise<void>;
}

interface RefusalLogParts {
  db: Kysely<Schema>;
  audit: AppendAudit;
  clock: () => number;
  log: Log;
  metrics: Metrics;
}

const minuteMs = 60_000;
/** Callers and routes remembered; beyond it the oldest are forgotten, and noted once more. */
const mostRemembered = 10_000;
/** With so many not written yet the database does not keep up: what comes then is only counted. */
const mostWaiting = 200;

const names = new Map<Route, string>(Object.entries(api).map(([name, route]) => [route, name]));

export function createRefusalLog({ db, audit, clock, log, metrics }: RefusalLogParts): RefusalLog {
  const unwritten = metrics.counter(
    'takt_audit_unwritten_total',
    'Refusals that could not be written to the audit log',
  );
  const noted = new Map<string, number>();
  const waiting = new Set<Promise<void>>();

  /** Whether it was noted within this minute; it is from here on. */
  function isKnown(key: string): boolean {
    const minute = Math.floor(clock() / minuteMs);
    if (noted.get(key) === minute) return true;
    noted.delete(key);
    const oldest = noted.keys().next();
    if (noted.size >= mostRemembered && !oldest.done) noted.delete(oldest.value);
    noted.set(key, minute);
    return false;
  }
  async function write(record: AuditRecord): Promise<void> {
    try {
      await db.transaction().execute((transaction) => audit(transaction, record));
    } catch (error) {
      unwritten.inc();
      log.warn({ err: error, action: record.action }, 'a refusal could not be written to the audit log');
    }
  }
  return {
    note(caller, route, scope) {
      const name = names.get(route);
      if (caller.userId === undefined || name === undefined || isKnown(`${caller.actor} ${name}`)) return;
      if (waiting.size >= mostWaiting) return unwritten.inc();
      const writing = write(recordOf(caller, name, scope)).finally(() => waiting.delete(writing));
      waiting.add(writing);
    },
    async settled() {
      await Promise.all(waiting);
    },
  };
}

/** What names a node of others belongs to the whole installation, where neither they nor the caller's own read it. */
function recordOf(caller: Caller, action: string, asked: Scope | undefined): AuditRecord {
  return {
    ...attribution(caller),
    action,
    outcome: 'refused',
    kind: 'access',
    code: asked ? formatScope(asked) : action,
    scope: asked ? null : homeOf(caller.grants),
    before: null,
    after: null,
  };
}

/** Where the caller belongs; null: to the installation. */
function homeOf(grants: readonly Grant[]): string | null {
  const scope = grants.map((grant) => grant.scope).find(isInEnterprise);
  return scope ? formatScope(scope) : null;
}

function isInEnterprise(scope: GrantScope): scope is Exclude<GrantScope, Bureau> & Scope {
  return scope.level !== 'platform' && scope.level !== 'city' && scope.level !== 'district';
}
