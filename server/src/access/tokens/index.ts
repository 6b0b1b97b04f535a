// Owns API tokens: made by an account for a program, found by their secret, so many requests a minute.
import type { Kysely } from 'kysely';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Row, Schema } from '../../platform/database/index.ts';
import type { Log } from '../../platform/log/index.ts';
import type { Refusal } from '../../platform/outcome.ts';
import type { Directory } from '../directory/index.ts';
import { hashOf } from '../secret-text.ts';

/** What every token begins with, so that one that got out is recognised as one. */
export const tokenPrefix = 'takt_';

const defaultPerMinute = 600;
/** A change in this process is known at once; another process tells of its own, and is believed no longer than this to have. */
const rememberedMs = 5000;
const mostRemembered = 10_000;
const usedEveryMs = 60_000;

export type ApiToken = Row<'api_tokens'>;

export interface Tokens {
  /** The token, where it is not over. */
  find(secret: string): Promise<ApiToken | undefined>;
  /** Counts a request of a valid token; a refusal where there were too many. */
  spend(id: string): Promise<Refusal | undefined>;
}

export interface TokensParts {
  db: Kysely<Schema>;
  directory: Pick<Directory, 'onChange'>;
  clock: () => number;
  log: Log;
  requestsPerMinute?: number | undefined;
}

export function createTokens(parts: TokensParts): Tokens {
  const { db, directory, clock, log, requestsPerMinute = defaultPerMinute } = parts;
  const remembered = new Map<string, { token: ApiToken; at: number }>();
  const limiter = new RateLimiterMemory({ points: requestsPerMinute, duration: 60 });
  let changes = 0;
  directory.onChange(() => {
    changes++;
    remembered.clear();
  });

  async function read(hash: string): Promise<ApiToken | undefined> {
    const known = remembered.get(hash);
    if (known && clock() - known.at < rememberedMs) return known.token;
    const before = changes;
    const token = await db.selectFrom('api_tokens').selectAll().where('token_hash', '=', hash).executeTakeFirst();
    remembered.delete(hash);
    // What was read while something changed may be what it was before.
    if (!token || changes !== before) return token;
    const [oldest] = remembered.size < mostRemembered ? [] : remembered.keys();
    if (oldest !== undefined) remembered.delete(oldest);
    remembered.set(hash, { token, at: clock() });
    return token;
  }

  async function noteUse(token: ApiToken, now: number): Promise<void> {
    if (token.last_used_at !== null && now - token.last_used_at < usedEveryMs) return;
    token.last_used_at = now;
    await db.updateTable('api_tokens').set({ last_used_at: now }).where('id', '=', token.id).execute();
  }

  return {
    async find(secret) {
      const token = await read(hashOf(secret));
      const now = clock();
      if (!token || now >= token.expires_at) return undefined;
      await noteUse(token, now).catch((error: unknown) =>
        log.warn({ err: error }, 'use of an API token was not noted'),
      );
      return token;
    },
    async spend(id) {
      try {
        await limiter.consume(id);
        return undefined;
      } catch (rejected) {
        if (!(rejected instanceof RateLimiterRes)) throw rejected;
        const detail = `an API token may ask for ${requestsPerMinute} things a minute`;
        return { kind: 'too_many_requests', detail, retryAfterMs: rejected.msBeforeNext };
      }
    },
  };
}
