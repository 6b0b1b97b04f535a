// Owns what access says to sockets: who connects, whether they still may, and the log of what their watches disclose.
import { type Permission, parseGrantScope } from '@takt/model/access';
import { formatScope, type Scope } from '@takt/model/plant';
import type { Kysely } from 'kysely';
import type { Caller } from '../platform/caller.ts';
import { inParts } from '../platform/database/in-parts.ts';
import type { Row, Schema } from '../platform/database/index.ts';
import type { HttpAccess } from '../platform/http/index.ts';
import type { LiveAccess } from '../platform/live/access.ts';
import { refuse } from '../platform/outcome.ts';
import { type CallerSurroundings, createCaller, type KnownCaller } from './caller.ts';
import type { Disclosures } from './consents/disclosures.ts';
import type { Directory } from './directory/index.ts';

export interface LiveAccessParts {
  db: Kysely<Schema>;
  identify: HttpAccess['identify'];
  directory: Pick<Directory, 'account'>;
  disclosures: Pick<Disclosures, 'add'>;
  surroundings: CallerSurroundings;
  onChange: LiveAccess['onChange'];
}

/** A watch that goes on is logged again after so long. */
const disclosedForMs = 3_600_000;

export function createLiveAccess(parts: LiveAccessParts): LiveAccess {
  const { db, identify, directory, disclosures, surroundings, onChange } = parts;
  const { clock } = surroundings;
  const logged = new Map<string, number>();

  function forgetOld(now: number): void {
    for (const [key, at] of logged) {
      // In the order in which they were logged.
      if (now - at < disclosedForMs) return;
      logged.delete(key);
    }
  }

  function renewed(caller: Caller, tokens: ReadonlyMap<string, Row<'api_tokens'>>): Caller | undefined {
    const account = caller.userId === undefined ? undefined : directory.account(caller.userId);
    if (account?.state !== 'active') return undefined;
    if (caller.tokenId === undefined) return createCaller({ ...identityOf(caller), account }, surroundings);
    const row = tokens.get(caller.tokenId);
    return row && createCaller({ ...identityOf(caller), account, token: tokenOf(row) }, surroundings);
  }

  return {
    async identify(sender) {
      const identified = await identify(sender);
      if (!identified.ok) return identified;
      if (identified.value.userId === undefined) return refuse('unauthorized', 'sign in, or send an API token');
      return identified;
    },
    async renew(callers) {
      const now = clock();
      const sessionIds = callers.flatMap(({ sessionId }) => sessionId ?? []);
      const tokenIds = callers.flatMap(({ tokenId }) => tokenId ?? []);
      const [sessions, tokens] = [await sessionsInForce(db, sessionIds, now), await tokensInForce(db, tokenIds, now)];
      return callers.map((caller) => {
        if (caller.sessionId !== undefined && !sessions.has(caller.sessionId)) return undefined;
        return renewed(caller, tokens);
      });
    },
    async disclose(caller, scope, watch) {
      const now = clock();
      forgetOld(now);
      const text = formatScope(scope);
      const opened = openedOf(caller, scope).filter(
        ({ consent, permission }) => !logged.has(`${watch} ${consent.id} ${permission} ${text}`),
      );
      if (opened.length === 0) return;
      await disclosures.add(caller, 'watch', opened, { from: null, to: null });
      for (const { consent, permission } of opened) logged.set(`${watch} ${consent.id} ${permission} ${text}`, now);
    },
    onChange,
  };
}

/** What the caller's questions about this very scope opened. */
function openedOf(caller: Caller, { level, code }: Scope) {
  const opened = (caller as KnownCaller).opened?.() ?? [];
  return opened.filter(({ scope }) => scope.level === level && scope.code === code);
}

function identityOf({ actor, name, sessionId, tokenId, address, userAgent, cookie }: Caller) {
  return { actor, name, sessionId, tokenId, address, userAgent, cookie };
}

function tokenOf({ permissions, scope }: Row<'api_tokens'>) {
  return {
    permissions: JSON.parse(permissions) as Permission[],
    scope: scope === null ? null : parseGrantScope(scope),
  };
}

async function sessionsInForce(db: Kysely<Schema>, ids: readonly string[], now: number): Promise<Set<string>> {
  const found = new Set<string>();
  for (const part of inParts([...new Set(ids)])) {
    const rows = await db
      .selectFrom('sessions')
      .select('id')
      .where('id', 'in', part)
      .where('expires_at', '>', now)
      .where('idle_expires_at', '>', now)
      .execute();
    for (const { id } of rows) found.add(id);
  }
  return found;
}

async function tokensInForce(db: Kysely<Schema>, ids: readonly string[], now: number) {
  const found = new Map<string, Row<'api_tokens'>>();
  for (const part of inParts([...new Set(ids)])) {
    const query = db.selectFrom('api_tokens').selectAll().where('id', 'in', part).where('expires_at', '>', now);
    for (const row of await query.execute()) found.set(row.id, row);
  }
  return found;
}
